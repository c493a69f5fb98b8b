using System.Text;
using Microsoft.Win32.SafeHandles;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Requirements;

// Not Console.Out: it writes through with every call. The runtime's stream ignores a closed pipe: `| head` is quiet.
var utf8 = new UTF8Encoding(false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 1 << 16) { NewLine = "\n" };
using var error = new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true };
var host = new CliHost
{
    Output = output,
    // Not the console's stream, which says nothing when the reader of a pipe has gone.
    OpenOutput = () => new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0),
    Error = TextWriter.Synchronized(error),
    Terminal = TerminalInfo.OfThisProcess(),
    Clock = TimeProvider.System,
    StartRun = KernelRun.Start,
    OpenScreen = TerminalScreen.Open,
    CheckKernel = KernelCheck.Run,
};
return await new CliApplication(host).RunAsync(args, CancellationToken.None);
