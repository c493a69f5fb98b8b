using System.Runtime.InteropServices;
using System.Text;
using CommunityToolkit.HighPerformance.Buffers;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>One message of one thread: the calls it finished, and the one it is in.</summary>
public readonly ref struct ThreadBatch
{
    /// <summary>Whose calls they are.</summary>
    public required ThreadKey Thread { get; init; }

    /// <summary>Why it was sent.</summary>
    public required BatchKind Kind { get; init; }

    /// <summary>CLOCK_MONOTONIC nanoseconds from which the starts of <see cref="Calls"/> count.</summary>
    public required ulong BaseNs { get; init; }

    /// <summary>How many calls the thread had finished before these.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>CLOCK_MONOTONIC nanoseconds at which it came into the target under its name.</summary>
    public required ulong SinceNs { get; init; }

    /// <summary>CLOCK_MONOTONIC nanoseconds at which what is told was so.</summary>
    public required ulong ToldNs { get; init; }

    /// <summary>Its CPU time since <see cref="SinceNs"/>, of a running thread as of the last tick or switch.</summary>
    public required ulong CpuNs { get; init; }

    /// <summary>Id of its cgroup in the v2 hierarchy.</summary>
    public required ulong CgroupId { get; init; }

    /// <summary>Its name, sixteen bytes that end at the first zero.</summary>
    public required UInt128 Comm { get; init; }

    /// <summary>The name of its group's leader, likewise.</summary>
    public required UInt128 Process { get; init; }

    /// <summary>Whether it is in a call.</summary>
    public required CallState State { get; init; }

    /// <summary>That call's number, and whether it has waited in it, see <see cref="NumberCode"/>.</summary>
    public required ushort InFlightNumber { get; init; }

    /// <summary>That call's argument.</summary>
    public required uint InFlightArgument { get; init; }

    /// <summary>CLOCK_MONOTONIC nanoseconds at which it was entered; 0 where that is not known.</summary>
    public required ulong InFlightEnterNs { get; init; }

    /// <summary>The finished calls, in order.</summary>
    public required ReadOnlySpan<FinishedCall> Calls { get; init; }

    /// <summary>One of the names as text: UTF-8, what is none of it replaced.</summary>
    internal static string Text(UInt128 name)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in name));
        int end = bytes.IndexOf((byte)0);
        return StringPool.Shared.GetOrAdd(end < 0 ? bytes : bytes[..end], Encoding.UTF8);
    }
}
