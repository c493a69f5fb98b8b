namespace Sysprof.Profile.Model;

/// <summary>
/// What a thread, or several together, did with wall time, in nanoseconds. The parts are apart from each other, so that they
/// add up to <see cref="WallNs"/>; so do those of one thread in intervals that follow each other.
/// </summary>
/// <remarks>
/// The kernel notes CPU time of a running thread at ticks and switches. What a thread has had since the last one is taken
/// to be what it needed, a tick at most, and is made up for with what is noted later. Sums stay at the most that they can
/// hold: many threads that wait for as long as a recording claims to be have more than that together.
/// </remarks>
public record struct ThreadTime
{
    /// <summary>CPU time: <see cref="UserNs"/>, <see cref="WorkingNs"/>, and what calls that waited used before and after.</summary>
    public long CpuNs { get; set; }

    /// <summary>On a CPU outside calls: its own code, the way into the kernel and back, and what tracing adds to calls.</summary>
    public long UserNs { get; set; }

    /// <summary>On a CPU in calls that did not wait.</summary>
    public long WorkingNs { get; set; }

    /// <summary>In calls in which it gave up its CPU, idleness left out.</summary>
    public long WaitingNs { get; set; }

    /// <summary>In calls in which it gave up its CPU until there was something to do.</summary>
    public long IdleNs { get; set; }

    /// <summary>Neither on a CPU nor in a call that waits: ready to run, waiting for a page, or stopped.</summary>
    public long ReadyNs { get; set; }

    /// <summary>Between calls that were traced where not all are; in calls that were lost.</summary>
    public long UnknownNs { get; set; }

    /// <summary>All of it.</summary>
    public readonly long WallNs => Sum(UserNs, Sum(WorkingNs, Sum(WaitingNs, Sum(IdleNs, Sum(ReadyNs, UnknownNs)))));

    /// <summary>Both together.</summary>
    public static ThreadTime operator +(in ThreadTime a, in ThreadTime b) => new()
    {
        CpuNs = Sum(a.CpuNs, b.CpuNs),
        UserNs = Sum(a.UserNs, b.UserNs),
        WorkingNs = Sum(a.WorkingNs, b.WorkingNs),
        WaitingNs = Sum(a.WaitingNs, b.WaitingNs),
        IdleNs = Sum(a.IdleNs, b.IdleNs),
        ReadyNs = Sum(a.ReadyNs, b.ReadyNs),
        UnknownNs = Sum(a.UnknownNs, b.UnknownNs),
    };

    /// <summary>Time of a thread that does not run and goes on in what it was in.</summary>
    /// <param name="ns">How long, in nanoseconds.</param>
    /// <param name="inFlight">The call it is in; null for none that is traced.</param>
    /// <param name="allTraced">Whether every call is traced.</param>
    internal static ThreadTime Unchanged(long ns, InFlightCall? inFlight, bool allTraced) => inFlight switch
    {
        { Wait: CallWait.Idle } => new() { IdleNs = ns },
        { Wait: CallWait.Waiting } => new() { WaitingNs = ns },
        _ when !allTraced => new() { UnknownNs = ns },
        _ => new() { ReadyNs = ns },
    };

    private static long Sum(long a, long b)
    {
        long sum = unchecked(a + b);
        bool overflows = ((a ^ sum) & (b ^ sum)) < 0;
        return !overflows ? sum : a < 0 ? long.MinValue : long.MaxValue;
    }
}
