namespace Sysprof.Tests.Cli;

/// <summary>A clock on which waiting takes no time: it jumps to the end of each wait.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _ticks;

    /// <summary>Called after each jump, with the time since the start.</summary>
    public Action<TimeSpan>? Jumped { get; set; }

    public TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Jump(this, callback, state, dueTime);

    private sealed class Jump : ITimer
    {
        private readonly Timer _timer;

        public Jump(JumpingClock clock, TimerCallback callback, object? state, TimeSpan dueTime) =>
            _timer = new Timer(
                _ =>
                {
                    Interlocked.Add(ref clock._ticks, dueTime.Ticks);
                    clock.Jumped?.Invoke(clock.Now);
                    callback(state);
                },
                null,
                0,
                Timeout.Infinite);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();
    }
}
