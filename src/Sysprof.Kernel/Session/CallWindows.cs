using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Kernel.Session;

/// <summary>
/// The times in which entries and exits are attached: one from the start to the end of a run, or many with an overhead bound.
/// No two threads at a time.
/// </summary>
/// <remarks>
/// A window ends as a run does: detached, everybody visited, the ring drained. Calls that are open then are cut: they count as
/// such, and as entered before anybody looked from then on. Before the next one an iterator gives every member's stage the
/// state of a thread that was just found, while no program of ours touches it.
/// </remarks>
internal sealed class CallWindows(
    KernelPrograms programs, RingConsumer consumer, CallAggregator aggregator, DescriptorTracker? descriptors)
{
    private long _closedNs;
    private long _unseenNs;
    private long _toldNs;
    private bool _wasOpen;

    /// <summary>Whether calls are attached.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>For how long nothing was attached since the start, as far as it is over, in nanoseconds. Any thread.</summary>
    public long UnseenNs => Volatile.Read(ref _unseenNs);

    /// <summary>
    /// Attaches. Exit first: an exit alone is known for what it is, an entry alone is not. Between the two what descriptors
    /// refer to is looked at: what changes it from then on is seen, and no call is counted that was made before.
    /// </summary>
    public void Open()
    {
        if (_wasOpen)
        {
            programs.ReopenMembers();
        }

        programs.AttachExits();
        if (_wasOpen && descriptors is not null)
        {
            consumer.Drain(descriptors.Forget);
        }
        else
        {
            descriptors?.Seed(consumer.Drain);
        }

        long beforeNs = OwnClocks.NowNs();
        programs.AttachEntries();
        AddUnseen(_wasOpen ? Middle(beforeNs) - _closedNs : 0);
        (IsOpen, _wasOpen) = (true, true);
    }

    /// <summary>Detaches, has everything counted that was seen, and cuts the calls that are open.</summary>
    public void Close()
    {
        long beforeNs = OwnClocks.NowNs();
        programs.DetachEntries();
        _closedNs = Middle(beforeNs);
        SettleDescriptors();
        long toldUntilNs = OwnClocks.NowNs();
        programs.DetachExits();
        IsOpen = false;
        long cutNs = OwnClocks.NowNs();
        _ = Visit(int.MaxValue);
        consumer.Drain(() =>
        {
            aggregator.Cut((ulong)cutNs);
            programs.CutCalls(cutNs);
            descriptors?.Tables.EndTelling((ulong)toldUntilNs);
        });
    }

    /// <summary>Detaches for good: calls that are open then are in flight.</summary>
    /// <returns>When nothing was seen any more, CLOCK_MONOTONIC nanoseconds, and the kernel's counters.</returns>
    public (long EndNs, LedgerValue Kernel) End()
    {
        if (!IsOpen)
        {
            consumer.Drain();
            return (OwnClocks.NowNs(), programs.ReadLedger());
        }

        programs.DetachEntries();
        SettleDescriptors();
        programs.DetachExits();
        IsOpen = false;
        _closedNs = OwnClocks.NowNs();
        return (_closedNs, Visit(int.MaxValue));
    }

    /// <summary>
    /// Has everybody's calls sent and counted, once more where the ring was too full for it; returns the kernel's counters.
    /// While nothing is attached nobody has any: what is in the ring is counted.
    /// </summary>
    public LedgerValue Turn(int mostVisits)
    {
        if (IsOpen)
        {
            return Visit(mostVisits);
        }

        consumer.Drain();
        return programs.ReadLedger();
    }

    /// <summary>How long nothing was attached since the last time this was asked, until a moment.</summary>
    public long TakeUnseenNs(long untilNs)
    {
        if (!IsOpen && untilNs > _closedNs)
        {
            AddUnseen(untilNs - _closedNs);
            _closedNs = untilNs;
        }

        long sinceNs = _unseenNs - _toldNs;
        _toldNs = _unseenNs;
        return sinceNs;
    }

    /// <summary>Finds out what calls were made on while changes are still told of: afterwards an answer would be a guess.</summary>
    private void SettleDescriptors()
    {
        if (descriptors is not null)
        {
            _ = Visit(1);
            descriptors.Settle(consumer.Drain);
        }
    }

    private void AddUnseen(long ns) => Volatile.Write(ref _unseenNs, _unseenNs + ns); // Partner: the read in UnseenNs.

    private LedgerValue Visit(int mostTimes)
    {
        LedgerValue kernel = programs.ReadLedger();
        ulong refused;
        do
        {
            refused = kernel.SnapshotsRefused;
            programs.VisitMembers();
            consumer.Drain();
            kernel = programs.ReadLedger();
        }
        while (kernel.SnapshotsRefused != refused && --mostTimes > 0);
        return kernel;
    }

    /// <summary>When what began at a moment and is over now took place: about in the middle.</summary>
    private static long Middle(long beforeNs) => beforeNs + (OwnClocks.NowNs() - beforeNs) / 2;
}
