using System.Runtime.InteropServices;

namespace Sysprof.Cli.Running;

/// <summary>
/// What SIGINT, SIGTERM and SIGHUP mean for a run: the first ends it in order, the second at once, and so does one that comes
/// when something else has requested the end, or when it is over.
/// </summary>
/// <remarks>
/// With a command the first is the command's: SIGINT from a terminal reaches it without us, the others are passed on,
/// and the run ends when the command does. The runtime leaves signals alone that were ignored when we started (nohup).
/// </remarks>
internal sealed class StopSignals : IDisposable
{
    // What a command may expect to be sent and we have no use for. USR1 and USR2 by their Linux numbers.
    private static readonly PosixSignal[] s_passedOn = [PosixSignal.SIGQUIT, (PosixSignal)10, (PosixSignal)12];

    private readonly CancellationTokenSource _requested;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _lock = new();
    private readonly List<PosixSignal> _early = [];
    private readonly bool _forCommand;
    private Action<PosixSignal>? _command;
    private PosixSignal? _first;
    private bool _isOver;

    /// <param name="forCommand">Whether the signals are those of a command that will be started.</param>
    /// <param name="cancellation">Requests the end as a first signal does.</param>
    public StopSignals(bool forCommand, CancellationToken cancellation)
    {
        _forCommand = forCommand;
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
    /// The run is over, and what is left is to write its result: who does not take it shall not keep us, so that a signal ends us at once
    /// from now on. With a command it stays the command's.
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
            bool isEnding = _isOver || (!_forCommand && _requested.IsCancellationRequested);
            if (_first is not null || isEnding)
            {
                return false;
            }

            _first = signal;
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
