using System.Runtime.InteropServices;

namespace Sysprof.Cli.Terminal;

/// <summary>The signals of a terminal that stop, continue and resize what runs on it.</summary>
/// <remarks>
/// The runtime stops nobody on SIGTSTP once it handles it, and on SIGCONT it sets the terminal's modes to those it found
/// at its start; both are ours.
/// </remarks>
internal sealed class JobControl : IDisposable
{
    private const int Stop = 20; // SIGTSTP on x86 and arm64

    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="stop">Called on SIGTSTP: gives the terminal back, calls <see cref="StopProcess"/>, takes it again.</param>
    /// <param name="continued">Called on SIGCONT, also after a stop that nobody was told of (SIGSTOP).</param>
    /// <param name="resized">Called on SIGWINCH.</param>
    public JobControl(Action stop, Action continued, Action resized) => _registrations =
    [
        Register(PosixSignal.SIGTSTP, stop),
        Register(PosixSignal.SIGCONT, continued),
        Register(PosixSignal.SIGWINCH, resized),
    ];

    /// <summary>Stops this process as SIGTSTP does by default, so that the shell sees it; returns when it is continued.</summary>
    /// <remarks>
    /// Not SIGSTOP: where no shell would continue us (an orphaned process group) the kernel passes over SIGTSTP, and this
    /// returns at once.
    /// </remarks>
    public static void StopProcess()
    {
        // All zero is the default action, with no flags.
        _ = SetAction(Stop, default, out SignalAction runtime);

        // To this very thread: it is stopped before the call returns.
        _ = Raise(Stop);
        _ = SetAction(Stop, in runtime, out _);
    }

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private static PosixSignalRegistration Register(PosixSignal signal, Action handle) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            handle();
        });

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAction(int signal, in SignalAction action, out SignalAction before);

    [DllImport("libc", EntryPoint = "raise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Raise(int signal);

    /// <summary>The C library's <c>struct sigaction</c>, of which we only need that it has room.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 152)]
    private struct SignalAction;
}
