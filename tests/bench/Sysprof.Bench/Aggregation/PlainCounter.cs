using System.Numerics;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Bench.Aggregation;

/// <summary>
/// The yardstick: the least that can be done with a call, into arrays that all threads have from the start. No waits, no errnos,
/// no exact buckets, nothing to hand out.
/// </summary>
/// <param name="threads">How many threads; with many the arrays are in no cache, as the aggregator's cells are.</param>
/// <param name="mix">What they do.</param>
internal sealed class PlainCounter(int threads, CallMix mix)
{
    private const int Octaves = 32; // a bucket each: 4 s are in the last

    private readonly Cell[] _cells = new Cell[threads * CallMix.Kinds];
    private readonly uint[] _buckets = new uint[threads * CallMix.Kinds * Octaves];
    private readonly int[] _kinds = CallMix.KindOfCodes();
    private int _turn;

    /// <summary>A round like that of <see cref="SyntheticThreads.AddToAll"/>: each thread sends a number of batches.</summary>
    /// <param name="turns">That number.</param>
    public void AddToAll(int turns)
    {
        for (; turns > 0; turns--)
        {
            for (int thread = 0; thread < threads; thread++)
            {
                Add(thread, mix.Calls(thread, _turn));
            }

            _turn++;
        }
    }

    private void Add(int thread, ReadOnlySpan<FinishedCall> calls)
    {
        foreach (ref readonly FinishedCall call in calls)
        {
            int at = thread * CallMix.Kinds + _kinds[call.Number & NumberCode.KeyMask];
            long duration = call.DurationNs;
            ref Cell cell = ref _cells[at];
            cell.Calls++;
            cell.TimeNs += duration;
            cell.MaxNs = Math.Max(cell.MaxNs, duration);
            if (call.Result < 0)
            {
                cell.Errors++;
            }
            else
            {
                cell.Bytes += call.Result;
            }

            _buckets[at * Octaves + BitOperations.Log2((ulong)duration)]++;
        }
    }

    private struct Cell
    {
        public long Calls;
        public long TimeNs;
        public long MaxNs;
        public long Errors;
        public long Bytes;
    }
}
