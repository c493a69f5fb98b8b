namespace Sysprof.Profile.Model;

/// <summary>One thread of a <see cref="CallTable"/>.</summary>
public struct ThreadRow
{
    /// <summary>Who it is.</summary>
    public ThreadInfo Info;

    /// <summary>Calls that were lost on their way, from gaps in the thread's sequence.</summary>
    public long Lost;

    /// <summary>True once the thread has ended, or left the target under another name.</summary>
    public bool Ended;

    /// <summary>What it was in when it was last looked at, or null.</summary>
    public InFlightCall? InFlight;

    /// <summary>
    /// What it did with its time up to <see cref="UntilNs"/>: in an interval from its beginning, or from when the thread was
    /// heard of last where that was later.
    /// </summary>
    public ThreadTime Time;

    /// <summary>
    /// Until when <see cref="Time"/> goes, CLOCK_MONOTONIC nanoseconds; 0 where that is not known, and so is the time. A thread
    /// that lives has not run since and is still in <see cref="InFlight"/>.
    /// </summary>
    public long UntilNs;

    /// <summary>The thread's first cell, -1 when it made no call.</summary>
    internal int FirstCell;

    /// <summary>How many cells it has.</summary>
    internal int CellCount;

    /// <summary>
    /// Until when the time of a thread is known after this row: one that says no more than who it is, and what it is in, leaves
    /// what was known before.
    /// </summary>
    /// <param name="beforeNs">Until when it was known before the row, CLOCK_MONOTONIC nanoseconds; 0 where it was not.</param>
    internal readonly long UntilNsAfter(long beforeNs) => UntilNs == 0 && !Ended ? beforeNs : UntilNs;

    /// <summary>Adds the time up to a moment in which the thread did not run.</summary>
    /// <param name="untilNs">The moment, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="allTraced">Whether every call is traced.</param>
    internal void ExtendTime(long untilNs, bool allTraced)
    {
        if (UntilNs > 0 && UntilNs < untilNs && !Ended)
        {
            Time += ThreadTime.Unchanged(untilNs - UntilNs, InFlight, allTraced);
            UntilNs = untilNs;
        }
    }

    /// <summary>Adds what follows in another row of the same thread, which becomes the last word on what it is in.</summary>
    internal void Continue(in ThreadRow next, bool allTraced)
    {
        if (next.UntilNs > 0)
        {
            ExtendTime(next.UntilNs - next.Time.WallNs, allTraced);
            AddTime(next);
        }

        Info = next.Info;
        Lost += next.Lost;
        Ended = next.Ended;
        InFlight = next.InFlight;
    }

    /// <summary>Adds the time of another row.</summary>
    internal void AddTime(in ThreadRow other)
    {
        Time += other.Time;
        UntilNs = Math.Max(UntilNs, other.UntilNs);
    }
}
