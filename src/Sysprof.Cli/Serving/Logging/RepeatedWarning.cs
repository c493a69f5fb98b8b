namespace Sysprof.Cli.Serving.Logging;

/// <summary>A warning about something that may happen any number of times: others decide how often, not how much is logged.</summary>
/// <remarks>The first is logged at once; from then on there is a line every <see cref="Pause"/> as long as more come.</remarks>
internal sealed class RepeatedWarning : IDisposable
{
    /// <summary>The time between two lines.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Action<long> _log;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Under the lock.
    private long _unlogged;
    private bool _isPausing;

    /// <param name="clock">Says when a pause is over.</param>
    /// <param name="log">Writes a line about as many as have come since the last one.</param>
    public RepeatedWarning(TimeProvider clock, Action<long> log)
    {
        _log = log;
        _timer = clock.CreateTimer(_ => EndPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has happened. Any thread.</summary>
    public void Add()
    {
        lock (_lock)
        {
            _unlogged++;
            if (!_isPausing)
            {
                Write();
            }
        }
    }

    /// <summary>What is not logged yet will not be.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _unlogged = 0;
        }
    }

    /// <summary>Logs what is not logged yet.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            // What comes from now on is not logged.
            _isPausing = true;
            if (_unlogged > 0)
            {
                _log(_unlogged);
                _unlogged = 0;
            }
        }
    }

    private void EndPause()
    {
        lock (_lock)
        {
            _isPausing = false;
            if (_unlogged > 0)
            {
                Write();
            }
        }
    }

    // Under the lock, so that lines come in order; a log takes lines without waiting.
    private void Write()
    {
        _log(_unlogged);
        _unlogged = 0;
        _isPausing = true;
        _timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }
}
