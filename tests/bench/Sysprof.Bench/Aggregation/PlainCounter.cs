using System.Numerics;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Bench.Aggregation;

/// <summary>
/// The yardstick: the least that can be done with a call, into arrays, for one thread. No waits, no errnos, no exact
/// buckets, nothing to hand out.
/// </summary>
internal sealed class PlainCounter
{
    private readonly Cell[] _cells = new Cell[NumberCode.KeyCount];
    private readonly long[] _buckets = new long[NumberCode.KeyCount * 64];

    public void Add(ReadOnlySpan<FinishedCall> calls)
    {
        foreach (ref readonly FinishedCall call in calls)
        {
            int code = call.Number & NumberCode.KeyMask;
            long duration = call.DurationNs;
            ref Cell cell = ref _cells[code];
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

            _buckets[code * 64 + BitOperations.Log2((ulong)duration)]++;
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
