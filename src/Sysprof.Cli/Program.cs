using System.Text;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Requirements;

// Not Console.Out: it writes through with every call. The runtime's stream ignores a closed pipe, so `| head` is quiet.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), bufferSize: 1 << 16)
{
    NewLine = "\n",
};
var host = new CliHost
{
    Output = output,
    OpenOutput = Console.OpenStandardOutput,
    Error = Console.Error,
    Terminal = TerminalInfo.OfThisProcess(),
    Clock = TimeProvider.System,
    StartRun = KernelRun.Start,
    CheckKernel = KernelCheck.Run,
};
return await new CliApplication(host).RunAsync(args, CancellationToken.None);
