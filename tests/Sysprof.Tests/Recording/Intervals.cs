using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Recording;

/// <summary>Generates recordings: runs of intervals whose threads come, go, return and change their names.</summary>
internal static class Intervals
{
    private static readonly int[] s_numbers = [0, 1, 202, 231, 449, 4095, int.MaxValue, -1];
    private static readonly string[] s_names = ["", "sh", "redis-server", "Größe\n\U0001F600", "/system.slice/a.service"];

    /// <summary>Zero to six intervals.</summary>
    public static Gen<Interval[]> Recordings { get; } =
        from count in Gen.Choose(0, 6)
        from seeds in Gen.Choose(0, int.MaxValue).ArrayOf(count)
        select seeds.Select(static (seed, second) => Make(new Random(seed), second)).ToArray();

    private static Interval Make(Random random, int second)
    {
        long lost = Number(random);
        long lostOtherwise = random.NextInt64(lost + 1);
        CallTable calls = new();
        long start = random.NextInt64(1L << 50);
        long end = start + second + Number(random);
        int[] tids = [.. Enumerable.Range(1, 12)];
        random.Shuffle(tids);
        foreach (int tid in tids.Take(random.Next(tids.Length)))
        {
            AddThread(random, calls, tid, end);
        }

        return new Interval
        {
            StartNs = start + second,
            EndNs = end,
            Calls = calls,
            Ledger = new Ledger
            {
                CarriedIn = Number(random),
                Entered = Number(random),
                Returned = Number(random),
                InFlight = -Number(random),
                NeverReturn = Number(random),
                Cut = Number(random),
                Lost = lost,
                LostNoMemory = lostOtherwise / 2,
                LostEntries = lostOtherwise / 3,
                LostExits = lostOtherwise / 6,
                Denied = Number(random),
                Skipped = Number(random),
                OpenAtStart = Number(random),
                DescriptorsLost = Number(random),
                Closed = random.Next(2) == 0,
            },
            OwnCpuNs = Number(random),
            UnseenNs = random.Next(2) == 0 ? 0 : random.NextInt64(end - start - second + 1),
        };
    }

    private static void AddThread(Random random, CallTable calls, int tid, long endNs)
    {
        var key = new ThreadKey(random.Next(1, 3), tid, (ulong)random.Next(2));
        int row = calls.AddThread(new ThreadInfo(key, Name(random), Name(random), (ulong)random.Next(3), Name(random))
        {
            Program = random.Next(3) == 0 ? null : new ProgramInfo((ProgramKind)random.Next(11), Name(random), Name(random)),
        });
        ref ThreadRow thread = ref calls.Thread(row);
        thread.Lost = Number(random);
        thread.Ended = random.Next(5) == 0;
        thread.InFlight = random.Next(3) == 0
            ? new InFlightCall(Key(random), (uint)random.NextInt64(1L << 32), (ulong)random.NextInt64(), random.Next(2) == 0)
            {
                Wait = (CallWait)random.Next(3),
            }
            : null;
        if (random.Next(3) > 0)
        {
            AddTime(random, ref thread, endNs);
        }

        for (int i = random.Next(5); i > 0; i--)
        {
            AddCalls(random, calls, calls.CellOf(row, Part(random)));
        }
    }

    private static void AddTime(Random random, ref ThreadRow thread, long endNs)
    {
        thread.UntilNs = Math.Max(1, endNs + Number(random) - Number(random));
        thread.Time = new ThreadTime
        {
            CpuNs = Number(random),
            UserNs = Number(random),
            WorkingNs = Number(random),
            WaitingNs = Number(random),
            IdleNs = Number(random),
            ReadyNs = Number(random),
            UnknownNs = Number(random),
        };
    }

    /// <summary>Counts some more calls in a cell, as the aggregator does: call by call, or many at once.</summary>
    private static void AddCalls(Random random, CallTable calls, int index)
    {
        ref CallCell cell = ref calls.Cell(index);
        for (int i = random.Next(40); i > 0; i--)
        {
            long count = random.Next(20) == 0 ? random.NextInt64(1L << 36) : random.Next(1, 4);
            long ns = random.NextInt64(1L << random.Next(1, 48));
            cell.MinNs = cell.Returned == 0 ? ns : Math.Min(cell.MinNs, ns);
            cell.MaxNs = Math.Max(cell.MaxNs, ns);
            cell.Calls += count;
            cell.TimeNs += ns;
            calls.AddLatency(index, LatencyBuckets.Slot(ns), count);
            if (random.Next(3) == 0)
            {
                cell.Errors++;
                calls.AddErrno(index, random.Next(1, 4096));
            }
        }

        long[] classes = new long[SizeClass.Count];
        calls.AddSizesTo(classes, index);
        long sized = classes.Sum() == 0 ? random.NextInt64(cell.Returned + 1) : 0;
        for (int i = 0; i < 3 && sized > 0 && random.Next(2) == 0; i++)
        {
            long some = random.NextInt64(1, sized + 1);
            calls.AddSize(index, random.Next(SizeClass.Count), some);
            sized -= some;
        }

        cell.Restarted = random.NextInt64(cell.Returned + 1);
        cell.BlockedCalls = random.NextInt64(cell.Returned + 1);
        cell.BlockedNs = random.NextInt64(cell.TimeNs + 1);
        cell.IdleNs = IdleWait.IsOne(cell.Key, cell.Operation) ? cell.BlockedNs : 0;
        cell.Bytes = Number(random);
        long never = random.Next(3);
        cell.NeverReturned += never;
        cell.Calls += never;
    }

    private static CallKey Key(Random random) =>
        new((SyscallAbi)random.Next(4), s_numbers[random.Next(s_numbers.Length)]);

    private static CellKey Part(Random random) => random.Next(2) == 0
        ? new CellKey(Key(random))
        : new CellKey(
            Key(random),
            new Operation(random.Next(3) == 0 ? random.Next(Operation.MaxCode + 1) : random.Next(3)),
            random.Next(3) == 0 ? null : new Resource((ResourceKind)random.Next(1, 11), Name(random), Name(random)));

    private static string Name(Random random) => s_names[random.Next(s_names.Length)];

    /// <summary>A number of any size up to 2^52, small ones as likely as large ones.</summary>
    private static long Number(Random random) => random.NextInt64(1L << random.Next(53));
}
