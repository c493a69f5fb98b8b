using System.Text;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Requirements;

// Not Console.Out: it writes through with every call.
var utf8 = new UTF8Encoding(false);
using Stream stdout = StandardDescriptor.IsOpen(1) ? new DescriptorStream(1, Refusals.ReaderMayGo) : new ClosedStream();
using Stream stderr = StandardDescriptor.IsOpen(2) ? new DescriptorStream(2, Refusals.Ignored) : Stream.Null;
var output = new StreamWriter(stdout, utf8, bufferSize: 1 << 16) { NewLine = "\n" };
var error = new StreamWriter(stderr, utf8) { NewLine = "\n", AutoFlush = true };
var host = new CliHost
{
    Output = output,
    OpenOutput = () => StandardDescriptor.IsOpen(1) ? new DescriptorStream(1) : new ClosedStream(),
    Error = TextWriter.Synchronized(error),
    Terminal = TerminalInfo.OfThisProcess(),
    Clock = TimeProvider.System,
    StartRun = KernelRun.Start,
    OpenScreen = TerminalScreen.Open,
    CheckKernel = KernelCheck.Run,
};
return await new CliApplication(host).RunAsync(args, CancellationToken.None);
