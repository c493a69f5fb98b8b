using System.Runtime.CompilerServices;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What the aggregator knows of a thread from one batch to the next.</summary>
internal sealed class ThreadState
{
    /// <summary>What it did with its time.</summary>
    public ThreadClock Clock;

    private IntervalBuilder? _placesSeenIn;

    // This, the names and the cgroup are in Info, too, which is further away.
    public required ThreadKey Key { get; init; }

    public required ThreadInfo Info { get; set; }

    public UInt128 Comm { get; set; }

    public UInt128 Process { get; set; }

    public ulong CgroupId { get; set; }

    /// <summary>False for a thread whose calls reached us though it is not in the target.</summary>
    public bool Member { get; set; }

    /// <summary>What its descriptors refer to; null where nobody asks.</summary>
    public ProcessDescriptors? Descriptors { get; set; }

    /// <summary>What its process runs; null where nobody asks.</summary>
    public ProcessProgram? Runs { get; set; }

    public ulong NextSequence { get; set; }

    /// <summary>The call it is in; for the target's account only when <see cref="CountsAsInFlight"/>.</summary>
    public InFlightCall? InFlight { get; set; }

    /// <summary>Whether it is in a call whose entry the ledger counted.</summary>
    public bool CountsAsInFlight => InFlight is { BeforeStart: false };

    /// <summary>Rotations that had happened when the thread ended; -1 while it lives.</summary>
    public long EndedAtRotation { get; set; } = -1;

    /// <summary>The interval that <see cref="Row"/> and the cells belong to.</summary>
    public IntervalBuilder? Interval { get; private set; }

    public int Row { get; private set; }

    /// <summary>Its cells in <see cref="Interval"/>.</summary>
    public CellPlaces Places;

    /// <summary>Whether it is looked at after each rotation, since its places take much memory.</summary>
    public bool HasManyPlaces { get; set; }

    /// <summary>The next thread of its process, see <see cref="ProcessProgram.First"/>.</summary>
    public ThreadState? NextOfProcess { get; set; }

    /// <summary>The one before it.</summary>
    public ThreadState? PreviousOfProcess { get; set; }

    /// <summary>Gives the memory of its places back when it made no call since this was last asked.</summary>
    public void ReleaseUnusedPlaces()
    {
        if (_placesSeenIn == Interval)
        {
            Places.Release();
        }

        HasManyPlaces = Places.AreMany;
        _placesSeenIn = HasManyPlaces ? Interval : null;
    }

    /// <summary>Gives the thread its row in an interval in which it has none yet.</summary>
    public void BeginInterval(IntervalBuilder interval)
    {
        Interval = interval;
        Row = interval.Calls.AddThread(Info);
        Places.Clear();
    }

    /// <summary>
    /// Has an interval show the thread as it is described now, also when it waits in a call and is not in the interval yet.
    /// </summary>
    public void Redescribe(IntervalBuilder interval)
    {
        if (!Member)
        {
            return;
        }

        if (Interval != interval)
        {
            BeginInterval(interval);
        }

        ref ThreadRow row = ref interval.Calls.Thread(Row);
        row.Info = Info;
        row.InFlight = InFlight;
        row.Ended = EndedAtRotation >= 0;
    }

    /// <summary>Counts the time since its last batch, after its calls and what it is in.</summary>
    /// <param name="batch">What was told.</param>
    /// <param name="interval">Where a member has its row.</param>
    /// <param name="news">What of the batch is new.</param>
    /// <param name="waits">What knows which waits are idle.</param>
    /// <param name="allTraced">Whether every call is traced.</param>
    public void CountTime(
        in ThreadBatch batch, IntervalBuilder interval, in NewCalls news, CallWaits waits, bool allTraced)
    {
        if (!Member)
        {
            Clock.Pass(batch, InFlight);
            return;
        }

        ref ThreadRow row = ref interval.Calls.Thread(Row);
        if (!allTraced || InFlight is not null || !Clock.AdvancePlainly(batch, interval.StartNs, news, ref row))
        {
            Advance(batch, interval, news, waits, allTraced, ref row);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Advance(
        in ThreadBatch batch, IntervalBuilder interval, in NewCalls news, CallWaits waits, bool allTraced, ref ThreadRow row)
    {
        row.Time += Clock.Advance(batch, interval.StartNs, news, InFlight, waits, allTraced);
        row.UntilNs = Math.Max(Clock.ToldNs, interval.StartNs);
    }
}
