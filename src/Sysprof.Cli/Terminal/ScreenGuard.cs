using System.Runtime.InteropServices;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>
/// What surrounds a command's screen: that there is a terminal for it, that no message is written across it, and that it
/// is closed on every way out.
/// </summary>
/// <remarks>
/// To be made before <see cref="Running.StopSignals"/>: of several who handle a signal the runtime asks the last one first, and then
/// the guard knows whether the program survives it.
/// </remarks>
internal sealed class ScreenGuard : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly CliHost _outside;
    private readonly HeldMessages _messages;
    private readonly PosixSignalRegistration[] _deaths;
    private readonly Lock _lock = new();
    private IScreen? _screen;
    private volatile bool _isClosed;

    /// <param name="host">The world that the screen comes from.</param>
    /// <exception cref="SysprofException">It has no terminal that a screen could be on.</exception>
    public ScreenGuard(CliHost host)
    {
        Require(host.Terminal);
        _outside = host;
        _messages = new HeldMessages(host.Error);
        Host = host with { Error = _messages };

        // No messages: a terminal that takes nothing any more would keep us from dying.
        _deaths = Array.ConvertAll(
            [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT],
            signal => PosixSignalRegistration.Create(signal, CloseWhenFatal));
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
    }

    /// <summary>The world for what runs behind the screen: its messages wait while the screen is open.</summary>
    public CliHost Host { get; }

    /// <summary>Opens the screen. Once.</summary>
    public IScreen Open()
    {
        // A signal that kills waits for the lock: there is no moment at which the screen is open and nobody closes it.
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_outside.Terminal.ErrorIsTerminal)
            {
                _messages.Hold();
            }

            return _screen = _outside.OpenScreen();
        }
    }

    /// <summary>Closes the screen, if it was opened, and writes the messages that have waited. From any thread.</summary>
    public void Close()
    {
        CloseScreen();
        _messages.Release();
    }

    public void Dispose()
    {
        Close();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
        Array.ForEach(_deaths, registration => registration.Dispose());
    }

    private void CloseWhenFatal(PosixSignalContext context)
    {
        if (!context.Cancel)
        {
            CloseScreen();
        }
    }

    private void CloseScreen()
    {
        // A terminal that takes nothing keeps the lock in the opening: who is about to die does not wait for it.
        bool isMine = _lock.TryEnter(s_patience);
        _isClosed = true;
        if (isMine)
        {
            _lock.Exit();
        }

        // Also when another thread is at it already: who is about to die must not do so before the terminal is restored.
        _screen?.Dispose();
    }

    private static void Require(TerminalInfo terminal)
    {
        string? lacks = terminal switch
        {
            { OutputIsTerminal: false } => "stdout is none",
            { InputIsTerminal: false } => "stdin is none",
            { Dumb: true } => "TERM is dumb, or not set",
            _ => null,
        };
        if (lacks is not null)
        {
            throw new SysprofException(
                $"top needs a terminal, and {lacks}; --batch prints frames without one", exitCode: ExitCode.Usage);
        }
    }

    private void OnProcessExit(object? sender, EventArgs arguments) => Close();

    private void OnUnhandledException(object sender, UnhandledExceptionEventArgs arguments) => Close();
}
