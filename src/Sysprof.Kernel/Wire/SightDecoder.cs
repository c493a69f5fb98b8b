using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Wire;

/// <summary>What the iterator wrote to what it means.</summary>
/// <param name="cpuClocks">By CPU: how far its clock is, in nanoseconds (the map <c>cpu_clocks</c>).</param>
/// <param name="native">The machine's own ABI.</param>
internal sealed class SightDecoder(IReadOnlyList<ulong> cpuClocks, SyscallAbi native)
{
    // include/linux/sched.h: the bits of __state and exit_state that ps shows, the lowest first.
    private static readonly TaskState[] s_states =
    [
        TaskState.Sleeping,
        TaskState.Uninterruptible,
        TaskState.Stopped,
        TaskState.Traced,
        TaskState.Dead,
        TaskState.Zombie,
        TaskState.Parked,
    ];

    /// <summary>The records in what was read.</summary>
    /// <exception cref="InvalidDataException">They are no sights: the two sides do not fit together.</exception>
    public static ReadOnlySpan<SightEvent> Records(ReadOnlySpan<byte> bytes) => bytes.Length % SightEvent.Bytes == 0
        ? MemoryMarshal.Cast<byte, SightEvent>(bytes)
        : throw new InvalidDataException($"sights of {bytes.Length} bytes are not whole");

    /// <summary>All that was read.</summary>
    /// <exception cref="InvalidDataException">As in <see cref="Records"/>.</exception>
    public List<ThreadSight> DecodeAll(ReadOnlySpan<byte> bytes)
    {
        var sights = new List<ThreadSight>(bytes.Length / SightEvent.Bytes);
        foreach (ref readonly SightEvent record in Records(bytes))
        {
            sights.Add(Decode(record));
        }

        return sights;
    }

    /// <summary>One of them.</summary>
    public ThreadSight Decode(in SightEvent sight) => new()
    {
        Key = new ThreadKey((int)sight.Tgid, (int)sight.Tid, sight.ThreadStartNs),
        Comm = NameOf(sight.Comm),
        Process = NameOf(sight.Process),
        LookedNs = (long)sight.LookedNs,
        State = StateOf(sight.TaskState),
        OnCpu = sight.OnCpu != 0,
        Place = (ThreadPlace)sight.Place,
        Call = (ThreadPlace)sight.Place == ThreadPlace.InCall ? CallOf(sight) : null,
        JoinedNs = sight.JoinedNs == 0 ? null : (long)sight.JoinedNs,
        LastCalls = LastCallsOf(sight),
    };

    private static TaskState StateOf(uint bits)
    {
        const uint reported = 0x7f;
        const uint dead = 0x80; // TASK_DEAD: it has made its last switch.
        int lowest = System.Numerics.BitOperations.TrailingZeroCount(bits & reported);
        return bits switch
        {
            0 => TaskState.Running,
            _ when lowest < s_states.Length => s_states[lowest],
            _ when (bits & dead) != 0 => TaskState.Dead,

            // Frozen, or waiting for a lock of a real-time kernel: ps says D, too.
            _ => TaskState.Uninterruptible,
        };
    }

    private SightedCall CallOf(in SightEvent sight)
    {
        var abi = (SyscallAbi)sight.Abi;
        var key = new CallKey(abi == SyscallAbi.X64 ? native : abi, sight.Number);
        long lookedNs = (long)sight.LookedNs;
        long? enterNs = sight.EnterNs == 0 ? null : (long)sight.EnterNs;
        ReadOnlySpan<ulong> arguments = sight.Arguments;
        return new SightedCall(key, arguments.ToImmutableArray(), enterNs, lookedNs - enterNs ?? AtLeastNs(sight));
    }

    /// <summary>How long it has been in a call whose entry was not seen: since it last ran, or since it was first seen.</summary>
    private long AtLeastNs(in SightEvent sight)
    {
        ulong clockNs = sight.Cpu < cpuClocks.Count ? cpuClocks[(int)sight.Cpu] : 0;
        long offCpuNs = sight.RanUntilNs != 0 && clockNs > sight.RanUntilNs ? (long)(clockNs - sight.RanUntilNs) : 0;
        long seenNs = sight.SinceNs == 0 ? 0 : (long)(sight.LookedNs - sight.SinceNs);
        return Math.Max(offCpuNs, seenNs);
    }

    private PastCall[] LastCallsOf(in SightEvent sight)
    {
        var calls = new PastCall[Math.Min((int)sight.CallCount, WireLimits.SightCalls)];
        for (int at = 0; at < calls.Length; at++)
        {
            FinishedCall call = sight.Calls[at];
            CallKey key = NumberCode.Decode(call.Number, call.Argument, native);
            calls[at] = new PastCall(
                key,
                (long)(sight.CallBaseNs[at] + call.StartDeltaNs),
                call.DurationNs,
                call.Result,
                CallArgument.Kept(key, call.Argument),
                (call.Number & NumberCode.Blocked) != 0);
        }

        return calls;
    }

    private static string NameOf(ReadOnlySpan<byte> comm)
    {
        int end = comm.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? comm : comm[..end]);
    }
}
