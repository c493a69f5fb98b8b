using Sysprof.Cli.Running;
using Sysprof.Kernel.Requirements;
using Sysprof.Kernel.Session;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>Everything the commands reach of the world around them, so that a test can be that world.</summary>
internal sealed record CliHost
{
    /// <summary>Data, nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>The same stdout, for bytes.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>Messages and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What the two are connected to.</summary>
    public required TerminalInfo Terminal { get; init; }

    /// <summary>Time, for waiting; the clock of the intervals is the session's.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Starts to trace.</summary>
    public required Func<SessionOptions, ILiveRun> StartRun { get; init; }

    /// <summary>Takes over the terminal. For <see cref="ScreenGuard"/>, which gives it back on every way out.</summary>
    public required Func<IScreen> OpenScreen { get; init; }

    /// <summary>Looks at what this kernel and user can do.</summary>
    public required Func<IReadOnlyList<Requirement>> CheckKernel { get; init; }

    /// <summary>To be called before a run whose result goes to stdout.</summary>
    /// <exception cref="SysprofException">It is closed.</exception>
    public void RequireOutput()
    {
        if (Terminal.OutputIsClosed)
        {
            throw new SysprofException(
                $"writing standard output: {ClosedStream.Reason}", "redirect it, or name a file with -o");
        }
    }
}
