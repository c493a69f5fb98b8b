using System.Globalization;
using System.Text;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Requirements;
using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

/// <summary>The program with a made-up world around it: two writers, a clock that jumps, a run that is no kernel's.</summary>
internal sealed class CliWorld
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    /// <summary>Streams that are a terminal, for <see cref="Terminal"/>.</summary>
    public static TerminalInfo AtTerminal { get; } = new(true, true, true, 80, NoColor: false, Dumb: false);

    public TimeProvider Clock { get; init; } = new JumpingClock();

    public TerminalInfo Terminal { get; init; } = new(false, false, false, 80, NoColor: false, Dumb: false);

    public FakeRun? Run { get; init; }

    public FakeScreen? Screen { get; init; }

    /// <summary>What gets the bytes that are written to stdout.</summary>
    public Stream? Bytes { get; init; }

    /// <summary>Ends a run as a signal does.</summary>
    public CancellationToken Stop { get; init; } = TestContext.Current.CancellationToken;

    public SysprofException? StartError { get; init; }

    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    public SessionOptions? Started { get; private set; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter(_output, CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var error = new StringWriter(_error, CultureInfo.InvariantCulture) { NewLine = "\n" };
        return await new CliApplication(Host(output, error)).RunAsync(arguments, Stop);
    }

    /// <summary>This world, for what does not begin with a command line.</summary>
    public CliHost Host(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        OpenOutput = () => Bytes ?? throw new InvalidOperationException("no bytes should be written to stdout in this test"),
        Error = error,
        Terminal = Terminal,
        Clock = Clock,
        StartRun = Start,
        OpenScreen = () => Screen ?? throw new InvalidOperationException("no screen should be opened in this test"),
        CheckKernel = () => Requirements,
    };

    private FakeRun Start(SessionOptions options)
    {
        Started = options;
        return Run ?? throw StartError ?? (Exception)new InvalidOperationException("nothing should be traced in this test");
    }
}
