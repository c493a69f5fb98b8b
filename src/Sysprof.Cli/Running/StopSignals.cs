using System.Runtime.InteropServices;

namespace Sysprof.Cli.Running;

/// <summary>
/// What SIGINT, SIGTERM and SIGHUP mean for a run: the first ends it in order, the second at once, and so does one that comes
/// when something else has requested the end. When the run is over, the first one leaves a second to write the result.
/// </summary>
/// <remarks>
/// With a command the first is the command's: SIGINT from a terminal reaches it without us, the others are passed on,
/// and the run ends when the command does. The runtime leaves signals alone that were ignored when we started (nohup).
/// </remarks>
internal sealed class StopSignals : IDisposable
{
    private const int SignalExit = 128; // Shells report 128 + N for a program that signal N ended.

    // What a command may expect to be sent and we have no use for. USR1 and USR2 by their Linux numbers.
    private static readonly PosixSignal[] s_passedOn = [PosixSignal.SIGQUIT, (PosixSignal)10, (PosixSignal)12];

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _requested;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _lock = new();
    private readonly List<PosixSignal> _early = [];
    private readonly bool _forCommand;
    private readonly TimeProvider _clock;
    private readonly Action<int> _exit;
    private Action<PosixSignal>? _command;
    private PosixSignal? _first;
    private ITimer? _abort;
    private bool _isOver;

    /// <param name="forCommand">Whether the signals are those of a command that will be started.</param>
    /// <param name="cancellation">Requests the end as a first signal does.</param>
    /// <param name="clock">The time; null for that of the system.</param>
    /// <param name="exit">Ends the program with an exit code; null for the program that this is.</param>
    public StopSignals(bool forCommand, CancellationToken cancellation, TimeProvider? clock = null, Action<int>? exit = null)
    {
        _forCommand = forCommand;
        _clock = clock ?? TimeProvider.System;
        _exit = exit ?? Environment.Exit;
        _requested = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (forCommand)
        {
            AddPassedOn();
        }

        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            // A signal that is not cancelled here does what it does by default: it kills us.
            _registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = Survives(context.Signal)));
        }
    }

    /// <summary>Cancelled when the run shall end in order.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>The number of a signal on Linux.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        _ => (int)signal,
    };

    /// <summary>The command runs: it gets the signals that came while it was being started, and all from now on.</summary>
    /// <param name="command">Told about each, on a thread of the runtime.</param>
    public void BelongToCommand(Action<PosixSignal> command)
    {
        lock (_lock)
        {
            _command = command;
            _early.ForEach(command);
            _early.Clear();
        }
    }

    /// <summary>
    /// The run is over, and its result is being written. A reader that does not read must not keep the program alive: a first signal from
    /// now on leaves it a second to be done. With a command signals stay the command's.
    /// </summary>
    public void RunIsOver()
    {
        lock (_lock)
        {
            _isOver = !_forCommand;
        }
    }

    /// <summary>Handles a signal and says whether we live on.</summary>
    public bool Survives(PosixSignal signal)
    {
        lock (_lock)
        {
            bool isEnding = !_forCommand && _requested.IsCancellationRequested;
            if (_first is not null || isEnding)
            {
                return false;
            }

            _first = signal;
            if (_isOver)
            {
                _abort = _clock.CreateTimer(_ => _exit(SignalExit + NumberOf(signal)), null, s_grace, Timeout.InfiniteTimeSpan);
            }
        }

        if (_forCommand)
        {
            PassOn(signal);
            return true;
        }

        _requested.Cancel();
        return true;
    }

    public void Dispose()
    {
        _abort?.Dispose();
        _registrations.ForEach(registration => registration.Dispose());
        _requested.Dispose();
    }

    private void AddPassedOn()
    {
        foreach (PosixSignal signal in s_passedOn)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                PassOn(context.Signal);
            }));
        }
    }

    private void PassOn(PosixSignal signal)
    {
        lock (_lock)
        {
            if (_command is null)
            {
                _early.Add(signal);
            }
            else
            {
                _command(signal);
            }
        }
    }
}
