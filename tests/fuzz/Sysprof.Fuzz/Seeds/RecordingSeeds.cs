using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Recording;

namespace Sysprof.Fuzz.Seeds;

/// <summary>Small recordings in which each field of the format occurs.</summary>
internal static class RecordingSeeds
{
    private const long Second = 1_000_000_000;

    private static readonly string[] s_calls =
        ["read", "write", "futex", "epoll_wait", "openat", "connect", "fsync", "clock_nanosleep", "sched_yield", "mmap", "gettimeofday", "exit"];

    private static readonly int[] s_errnos = [11, 2, 4, 110, 111, 4095];

    /// <summary>The recordings, the same each time.</summary>
    public static IEnumerable<byte[]> Make()
    {
        yield return Write(0, 0, "");
        yield return Write(1, 1, "sh");
        for (int seed = 2; seed < 12; seed++)
        {
            yield return Write(seed, intervals: 2, seed % 2 == 0 ? "web" : HostileText.All[seed]);
        }
    }

    /// <summary>A recording.</summary>
    /// <param name="seed">Equal seeds give equal recordings.</param>
    /// <param name="intervals">How many intervals.</param>
    /// <param name="name">What everybody and everything in it is called.</param>
    public static byte[] Write(int seed, int intervals, string name)
    {
        var random = new Random(seed);
        using var stream = new MemoryStream();
        using var writer = new RecordingWriter(stream, "x.rec", new RunInfo
        {
            Host = name,
            Kernel = "6.18" + name,
            Architecture = "x86_64",
            Start = DateTimeOffset.UnixEpoch.AddDays(seed),
            StartNs = Second,
            Target = "-- " + name,
            Syscalls = name,
            NsPerCall = 250,
            Version = "0.1.0",
        });
        for (int second = 0; second < intervals; second++)
        {
            writer.Write(Make(random, (second + 1) * Second, name));
        }

        writer.Close();
        return stream.ToArray();
    }

    private static Interval Make(Random random, long startNs, string name)
    {
        CallTable calls = new();
        for (int tid = 1; tid <= 2; tid++)
        {
            AddThread(random, calls, tid, startNs + Second, name);
        }

        return new Interval
        {
            StartNs = startNs,
            EndNs = startNs + Second,
            Calls = calls,
            Ledger = new Ledger { Entered = 100, Returned = 90, InFlight = 1, Lost = 9, LostExits = 3, Denied = 1, DescriptorsLost = 1, Closed = true },
            OwnCpuNs = 1000,
        };
    }

    private static void AddThread(Random random, CallTable calls, int tid, long endNs, string name)
    {
        int row = calls.AddThread(new ThreadInfo(new ThreadKey(1, tid, 5), name, name + tid, 3, "/" + name)
        {
            Program = random.Next(2) == 0 ? null : new ProgramInfo((ProgramKind)random.Next(11), name[..Math.Min(60, name.Length)], "1.2"),
        });
        ref ThreadRow thread = ref calls.Thread(row);
        thread.Lost = random.Next(3);
        thread.Ended = random.Next(3) == 0;
        thread.UntilNs = endNs - random.Next(1000);
        thread.Time = new ThreadTime { CpuNs = 5, UserNs = 7, WorkingNs = 11, WaitingNs = 13, IdleNs = 17, ReadyNs = 19, UnknownNs = 23 };
        thread.InFlight = thread.Ended
            ? null
            : new InFlightCall(Key(random), 7, (ulong)(endNs - 1000), random.Next(2) == 0) { Wait = (CallWait)random.Next(3) };
        for (int call = 0; call < 3; call++)
        {
            AddCalls(random, calls, calls.CellOf(row, Part(random, name)));
        }
    }

    private static void AddCalls(Random random, CallTable calls, int index)
    {
        ref CallCell cell = ref calls.Cell(index);
        for (int kind = 0; kind < 2; kind++)
        {
            long count = random.Next(2) == 0 ? 1 : 20_011;
            long ns = 1L << random.Next(8, 30);
            cell.MinNs = cell.Calls == 0 ? ns : Math.Min(cell.MinNs, ns);
            cell.MaxNs = Math.Max(cell.MaxNs, ns);
            cell.Calls += count;
            cell.TimeNs += count * ns;
            calls.AddLatency(index, LatencyBuckets.Slot(ns), count);
        }

        long half = cell.Calls / 2;
        calls.AddErrno(index, s_errnos[random.Next(s_errnos.Length)], half);
        calls.AddSize(index, random.Next(SizeClass.Count), half);
        cell = ref calls.Cell(index);
        (cell.Errors, cell.BlockedCalls, cell.BlockedNs, cell.Bytes) = (half, half, cell.TimeNs / 2, 4096);
        cell.IdleNs = IdleWait.IsOne(cell.Key, cell.Operation) ? cell.BlockedNs : 0;
    }

    private static CallKey Key(Random random) => random.Next(8) == 0
        ? new CallKey((SyscallAbi)random.Next(4), random.Next(-1, 5000))
        : new CallKey(SyscallAbi.X64, NumberOf(s_calls[random.Next(s_calls.Length)]));

    private static int NumberOf(string call) => SyscallTable.For(SyscallAbi.X64).TryNumber(call, out int number)
        ? number
        : throw new ArgumentException($"no call is named {call}");

    private static CellKey Part(Random random, string name) => new(
        Key(random),
        random.Next(2) == 0 ? Operation.None : Operation.Of(random.Next(3), random.Next(2) * Operation.LockBit),
        random.Next(2) == 0 ? null : new Resource((ResourceKind)random.Next(1, 11), "/" + name, random.Next(2) == 0 ? "" : name));
}
