using Sysprof.Profile.Model;

namespace Sysprof.Cli.Running;

/// <summary>Lets a run go on to its end and hands its intervals to whoever wants them.</summary>
internal sealed class RunLoop(ILiveRun run, TimeProvider clock)
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);

    // What a timer can wait for is limited to some weeks.
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>
    /// Hands over an interval whenever one is due, and the last, closed one when the time is up, the target has ended
    /// or <paramref name="stop"/> is cancelled.
    /// </summary>
    /// <param name="plan">How long, and how long the intervals.</param>
    /// <param name="take">Gets the intervals in order and keeps none: their memory is used again. What it throws ends the run.</param>
    /// <param name="report">Gets the time since the start a few times a second; null for no progress.</param>
    /// <param name="stop">Ends the run early, with a whole result.</param>
    public async Task<RunEnd> RunAsync(
        RunPlan plan, Action<Interval> take, Action<TimeSpan>? report, CancellationToken stop)
    {
        long start = clock.GetTimestamp();
        TimeSpan nextInterval = plan.Interval;
        TimeSpan nextReport = report is null ? TimeSpan.MaxValue : TimeSpan.Zero;
        RunEnd? end;
        while ((end = EndOf(plan, clock.GetElapsedTime(start), stop)) is null)
        {
            TimeSpan now = clock.GetElapsedTime(start);
            if (now >= nextInterval)
            {
                if (TryRotate() is { } interval)
                {
                    take(interval);
                    run.Recycle(interval);
                }

                nextInterval = NextAfter(clock.GetElapsedTime(start), plan.Interval);
            }

            if (now >= nextReport)
            {
                report!(now);
                nextReport = NextAfter(now, ProgressPeriod);
            }

            TimeSpan next = Min(Min(nextInterval, nextReport), plan.Duration ?? TimeSpan.MaxValue);
            await PauseAsync(next - clock.GetElapsedTime(start), stop).ConfigureAwait(false);
        }

        take(run.Stop());
        return end.Value;
    }

    /// <summary>The interval; null for want of descriptors or memory: then what happened is in the next one.</summary>
    private Interval? TryRotate()
    {
        try
        {
            return run.Rotate();
        }
        catch (Exception error) when (Shortage.IsCauseOf(error))
        {
            return null;
        }
    }

    private RunEnd? EndOf(RunPlan plan, TimeSpan elapsed, CancellationToken stop)
    {
        if (run.TargetEnded.IsCompleted)
        {
            return RunEnd.TargetEnded;
        }

        if (stop.IsCancellationRequested)
        {
            return RunEnd.Interrupted;
        }

        return elapsed >= plan.Duration ? RunEnd.TimeUp : null;
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        using var cancelDelay = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task delay = Task.Delay(Min(pause, LongestPause), clock, cancelDelay.Token);
        await Task.WhenAny(delay, run.TargetEnded).ConfigureAwait(false);
        await cancelDelay.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>The next whole multiple of a period: late turns do not shift the ones after them.</summary>
    private static TimeSpan NextAfter(TimeSpan now, TimeSpan period) => period * (now.Ticks / period.Ticks + 1);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
