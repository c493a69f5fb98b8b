using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>Puts the kernel's counters and the consumer's together: an account for each interval.</summary>
internal sealed class LedgerKeeper
{
    private long _returned;
    private long _neverReturned;
    private long _gaps;
    private long _cut;
    private long _outside;
    private Ledger _before;

    /// <summary>The account since the last call.</summary>
    /// <param name="counted">What the consumer counted since then.</param>
    /// <param name="kernel">The kernel's counters now.</param>
    /// <param name="missed">Entries since the start that the kernel kept from our program.</param>
    /// <param name="outsideInFlight">Threads outside the target that are in a counted call.</param>
    /// <param name="inFlight">Threads of the target that are, when each was looked at; null in the midst of a run.</param>
    public Ledger Next(
        IntervalBuilder counted, in LedgerValue kernel, long missed, long outsideInFlight, long? inFlight)
    {
        _returned += counted.Returned;
        _neverReturned += counted.NeverReturned;
        _gaps += counted.Lost;
        _cut += counted.Cut;
        _outside += counted.Outside;
        long unseen = (long)kernel.Refused + missed;
        long entered = (long)kernel.Entered + unseen - _outside - outsideInFlight;
        long lost = _gaps + (long)kernel.LostThreads + (long)kernel.LostExits + unseen;
        var total = new Ledger
        {
            Entered = entered,
            Returned = _returned,
            NeverReturn = _neverReturned,
            Cut = _cut,
            Lost = lost,
            LostNoMemory = (long)kernel.Refused,
            LostEntries = missed,
            LostExits = (long)kernel.LostExits,
            InFlight = inFlight ?? Math.Max(0, entered - _returned - _neverReturned - _cut - lost),
            Denied = (long)kernel.Denied,
            Skipped = (long)kernel.Skipped,
            OpenAtStart = (long)kernel.OpenAtStart,
            DescriptorsLost = (long)kernel.DescriptorsLost,
            Closed = inFlight is not null,
        };
        Ledger since = total.Since(_before);
        _before = total;
        return since;
    }
}
