using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>
/// Counts made-up records on a thread of its own at the start, so that the methods are compiled before the first records come. Else the
/// consumer's first passes wait for the JIT compiler.
/// </summary>
internal sealed class Rehearsal
{
    private const int Tgid = 1;
    private const int Numbers = 448;

    // Enough for the hash tables of places and cells to be split.
    private const int Descriptors = 4096;

    private static readonly string[] s_paths = ["file\0directory\0", "other\0"];
    private static readonly int[] s_results = [0, 1, 4096, -2, -11, -512];

    // Compiled code stays: once per set of parts is enough.
    private static readonly ConcurrentDictionary<(bool Descriptors, bool Programs, TimeDetail Times), bool> s_done = [];

    private readonly SessionOptions _options;
    private readonly Thread? _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Begins it, beside whatever else is done at a start.</summary>
    /// <param name="options">Of the session.</param>
    public Rehearsal(SessionOptions options)
    {
        _options = options;
        if (s_done.TryAdd((options.Descriptors, options.Programs, options.TimeDetail), true))
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "rehearsal" };
            _thread.Start();
        }
    }

    /// <summary>Returns when it is over.</summary>
    /// <exception cref="InvalidDataException">What counts does not take what the kernel sends.</exception>
    public void End()
    {
        _thread?.Join();
        _failure?.Throw();
    }

    private void Run()
    {
        try
        {
            Play(_options);
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure); // Thrown where the start can be given up.
        }
    }

    private static void Play(SessionOptions options)
    {
        using var cgroups = new ToldCgroups(() => { });
        ToldDescriptors? told = options.Descriptors ? new ToldDescriptors(new DescriptorTables(_ => true)) : null;
        ProcessPrograms? programs = options.Programs ? new ProcessPrograms(new Nobody()) : null;
        var aggregator = new CallAggregator(
            new Everybody(cgroups), KnobValues.MachineAbi, told?.Tables, options.Operations, options.TimeDetail, programs);
        var counter = new RecordCounter(aggregator, cgroups, told);
        ulong sequence = 0;
        for (int interval = 0; interval < 2; interval++)
        {
            counter.Count(Cgroup());
            if (told is not null)
            {
                counter.Count(Fork());
                Array.ForEach(s_paths, path => counter.Count(Descriptor(path)));
            }

            foreach (FinishedCall[] calls in Calls().Chunk(BatchEvent.MaxCalls))
            {
                counter.Count(Batch(BatchKind.Flush, sequence, calls));
                sequence += (ulong)calls.Length;
            }

            counter.Count(Batch(BatchKind.SnapshotOnCpu, sequence, []));
            counter.Count(Batch(interval == 0 ? BatchKind.Snapshot : BatchKind.Last, sequence, []));
            aggregator.Recycle(aggregator.Rotate().Calls);
        }
    }

    /// <summary>Each number with all kinds of results, and reads of many descriptors.</summary>
    private static IEnumerable<FinishedCall> Calls()
    {
        for (int number = 0; number < Numbers; number++)
        {
            foreach (int result in s_results)
            {
                yield return Call(number, (uint)number, result);
            }
        }

        for (int descriptor = 0; descriptor < Descriptors; descriptor++)
        {
            yield return Call(descriptor % 2, (uint)descriptor, result: descriptor);
        }

        yield return Call(NumberCode.Unknown, uint.MaxValue, -38);
    }

    private static FinishedCall Call(int number, uint argument, int result) => new()
    {
        Number = (ushort)(number | (result > 0 ? NumberCode.Blocked : 0)),
        Argument = argument,
        Result = result,
        DurationLow = 100u << (number % 24),
        StartDeltaNs = argument,
    };

    private static byte[] Batch(BatchKind kind, ulong sequence, FinishedCall[] calls)
    {
        ulong nowNs = (ulong)OwnClocks.NowNs();
        var head = new BatchEvent
        {
            Record = (ushort)RecordKind.Batch,
            Kind = (ushort)kind,
            Count = (uint)calls.Length,
            BaseNs = nowNs,
            ToldNs = nowNs,
            SinceNs = nowNs,
            CpuNs = sequence,
            FirstSeq = sequence,
            CgroupId = 1,
            Tgid = Tgid,
            Tid = Tgid,
            InFlight = new InFlightEvent { State = (ushort)CallState.Traced, EnterNs = nowNs },
        };
        return [.. Bytes(in head), .. MemoryMarshal.AsBytes(calls.AsSpan())];
    }

    private static byte[] Descriptor(string path)
    {
        var head = new DescriptorEvent
        {
            Record = (ushort)RecordKind.Descriptor,
            Tgid = Tgid,
            SinceNs = (ulong)OwnClocks.NowNs(),
            Mode = 0x8000,
            PathBytes = (ushort)path.Length,
        };
        return [.. Bytes(in head), .. System.Text.Encoding.ASCII.GetBytes(path)];
    }

    private static byte[] Fork()
    {
        var fork = new ForkEvent
        {
            Record = (ushort)RecordKind.Fork,
            ParentTgid = Tgid,
            ChildTgid = Tgid + 1,
            AtNs = (ulong)OwnClocks.NowNs(),
        };
        return Bytes(in fork).ToArray();
    }

    private static byte[] Cgroup()
    {
        string path = s_paths[0];
        var head = new CgroupEvent { Record = (ushort)RecordKind.Cgroup, Id = 1, PathBytes = (ushort)path.Length };
        return [.. Bytes(in head), .. System.Text.Encoding.ASCII.GetBytes(path)];
    }

    private static ReadOnlySpan<byte> Bytes<T>(ref readonly T value)
        where T : struct => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private sealed class Everybody(CgroupSource cgroups) : ThreadDirectory
    {
        public override bool IsMember(ThreadKey thread, string comm, string process) => true;

        public override string CgroupPath(ThreadKey thread, ulong cgroupId) => cgroups.PathOf(thread, cgroupId);
    }

    private sealed class Nobody : ProgramSource
    {
        public override bool TryAsk(ProcessProgram process) => true;

        public override bool TryTake(out ProgramAnswer answer)
        {
            answer = default;
            return false;
        }
    }
}
