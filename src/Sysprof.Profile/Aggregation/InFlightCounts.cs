using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>How many threads are in a call whose entry the ledger counted. One thread writes, any may read.</summary>
internal sealed class InFlightCounts
{
    private long _inside;
    private long _outside;

    /// <summary>Threads of the target.</summary>
    public long Inside => Volatile.Read(ref _inside);

    /// <summary>The others whose calls reached us.</summary>
    public long Outside => Volatile.Read(ref _outside);

    /// <summary>Notes the call that a thread is in; null for none.</summary>
    public void Set(ThreadState state, InFlightCall? inFlight)
    {
        bool counted = state.CountsAsInFlight;
        state.InFlight = inFlight;
        int change = (state.CountsAsInFlight ? 1 : 0) - (counted ? 1 : 0);
        ref long counter = ref state.Member ? ref _inside : ref _outside;
        Volatile.Write(ref counter, counter + change);
    }
}
