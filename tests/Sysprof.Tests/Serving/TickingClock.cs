namespace Sysprof.Tests.Serving;

/// <summary>A clock that stands still until the test moves it on; its timers ring when the test says so.</summary>
internal sealed class TickingClock : TimeProvider
{
    private readonly List<Bell> _bells = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var bell = new Bell(this, () => callback(state));
        lock (_bells)
        {
            _bells.Add(bell);
        }

        return bell;
    }

    /// <summary>Lets time pass, and no timer ring.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <summary>Lets time pass, and every timer ring once.</summary>
    public void Ring(TimeSpan time)
    {
        Pass(time);
        Bell[] bells;
        lock (_bells)
        {
            bells = [.. _bells];
        }

        foreach (Bell bell in bells)
        {
            bell.Ring();
        }
    }

    private sealed class Bell(TickingClock clock, Action ring) : ITimer
    {
        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._bells)
            {
                clock._bells.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
