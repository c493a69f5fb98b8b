using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Recording;

namespace Sysprof.Tests.Recording;

/// <summary>Small recordings made by hand, and what is needed to write and read them in memory.</summary>
internal static class Samples
{
    public static readonly RunInfo Run = new()
    {
        Host = "web-1",
        Kernel = "6.18.0",
        Architecture = "x86_64",
        Start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567),
        StartNs = 5_000_000_000,
        Target = "-p 4242",
        Syscalls = "%network,!close",
        NsPerCall = 269.5,
        Version = "0.1.0",
    };

    /// <summary>Three intervals in which threads come, are renamed, lose calls, hang in one and end.</summary>
    public static Interval[] Three()
    {
        CallTable first = new();
        int redis = first.AddThread(Thread(4242, "redis-server"));
        Call(first, redis, 0, 457, [(1200, 400), (90_000, 57)], errnos: [(11, 456)], bytes: 1 << 20);
        Call(first, redis, 232, 23, [(5_000_000, 23)], blocked: 23);
        int worker = first.AddThread(Thread(4243, "bio_close_file"));
        first.Thread(worker).InFlight = new InFlightCall(new CallKey(SyscallAbi.X64, 202), 128, 4_000_000_000, true);

        CallTable second = new();
        worker = second.AddThread(Thread(4243, "renamed"));
        second.Thread(worker).Lost = 7;
        redis = second.AddThread(Thread(4242, "redis-server"));
        Call(second, redis, 0, 1009, [(1000, 1009)]);

        CallTable third = new();
        redis = third.AddThread(Thread(4242, "redis-server"));
        third.Thread(redis).Ended = true;
        Call(third, redis, 231, 1, []);
        return [Of(0, first), Of(1, second), Of(2, third)];
    }

    /// <summary>The recording that <c>docs/recording-format.md</c> shows.</summary>
    public static (RunInfo Run, Interval Interval) Documented()
    {
        RunInfo run = new()
        {
            Host = "h",
            Kernel = "6.18",
            Architecture = "x86_64",
            Start = DateTimeOffset.UnixEpoch.AddSeconds(1),
            StartNs = 5_000_000_000,
            Target = "-p 42",
            Syscalls = "",
            NsPerCall = 269.5,
            Version = "0.1.0",
        };
        CallTable calls = new();
        int row = calls.AddThread(new ThreadInfo(new ThreadKey(42, 42, 7_000_000_000), "cat", "cat", 1, "/"));
        Call(calls, row, 0, 3, [(1000, 2), (90_000, 1)], errnos: [(11, 1)], bytes: 4096);
        return (run, new Interval
        {
            StartNs = 5_000_000_000,
            EndNs = 6_000_000_000,
            Calls = calls,
            Ledger = new Ledger { Entered = 4, Returned = 3, InFlight = 1, Closed = true },
            OwnCpuNs = 1000,
        });
    }

    public static ThreadInfo Thread(int tid, string comm) => new(
        new ThreadKey(4242, tid, 77_000_000_000 + (ulong)tid), comm, "redis-server", 4321, "/system.slice/redis.service");

    public static Interval Of(int second, CallTable calls) => new()
    {
        StartNs = Run.StartNs + second * 1_000_000_000L,
        EndNs = Run.StartNs + (second + 1) * 1_000_000_000L,
        Calls = calls,
        Ledger = new Ledger { CarriedIn = second, Entered = 480, Returned = 480, InFlight = -1, Closed = second == 2 },
        OwnCpuNs = 1_000_003,
    };

    /// <summary>A cell of <paramref name="calls"/> calls; those without a latency never returned.</summary>
    public static int Call(
        CallTable table,
        int row,
        int number,
        long calls,
        (long Ns, long Count)[] latencies,
        (int Errno, long Count)[]? errnos = null,
        long blocked = 0,
        long bytes = 0)
    {
        int index = table.CellOf(row, new CallKey(SyscallAbi.X64, number));
        ref CallCell cell = ref table.Cell(index);
        cell.Calls = calls;
        cell.NeverReturned = calls - latencies.Sum(static l => l.Count);
        cell.TimeNs = latencies.Sum(static l => l.Ns * l.Count);
        cell.BlockedCalls = blocked;
        cell.BlockedNs = blocked == 0 ? 0 : cell.TimeNs;
        cell.IdleNs = IdleWait.IsOne(cell.Key, cell.Operation) ? cell.BlockedNs : 0;
        cell.MinNs = latencies.Select(static l => l.Ns).DefaultIfEmpty().Min();
        cell.MaxNs = latencies.Select(static l => l.Ns).DefaultIfEmpty().Max();
        cell.Bytes = bytes;
        foreach ((long ns, long count) in latencies)
        {
            table.AddLatency(index, LatencyBuckets.Slot(ns), count);
        }

        foreach ((int errno, long count) in errnos ?? [])
        {
            table.AddErrno(index, errno, count);
            cell.Errors += count;
        }

        return index;
    }

    /// <summary>The bytes of a recording.</summary>
    public static byte[] Write(IEnumerable<Interval> intervals, bool close = true)
    {
        using var stream = new MemoryStream();
        using var writer = new RecordingWriter(stream, "x.rec", Run);
        foreach (Interval interval in intervals)
        {
            writer.Write(interval);
        }

        if (close)
        {
            writer.Close();
        }

        return stream.ToArray();
    }

    /// <summary>What comes out of a recording's bytes.</summary>
    public static (List<Interval> Intervals, RecordingEnd End) Read(byte[] bytes)
    {
        using var reader = new RecordingReader(new MemoryStream(bytes), "x.rec");
        List<Interval> intervals = [.. reader.ReadIntervals()];
        return (intervals, reader.End);
    }
}
