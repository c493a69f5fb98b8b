namespace Sysprof.Tests.Cli;

/// <summary>A clock that stands still until the test moves it on; what waits on it wakes up then.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Pass(TimeSpan time)
    {
        Wait[] due;
        lock (_lock)
        {
            _ticks += time.Ticks;
            due = [.. _waits.Where(wait => wait.DueTicks <= _ticks)];
            _waits.RemoveAll(due.Contains);
        }

        Array.ForEach(due, wait => wait.Callback());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var wait = new Wait(this, () => callback(state), _ticks + dueTime.Ticks);
            _waits.Add(wait);
            return wait;
        }
    }

    private sealed class Wait(SteppedClock clock, Action callback, long dueTicks) : ITimer
    {
        public Action Callback => callback;

        public long DueTicks => dueTicks;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._waits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
