using System.Runtime.InteropServices;

namespace Sysprof.Profile.Model;

/// <summary>What one thread did with one system call.</summary>
/// <remarks>Lives inside a <see cref="CallTable"/>, which also holds its histogram and errnos.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 152)]
public struct CallCell
{
    // What every call touches is in the first 64 bytes, what failures and waits touch in the next. Left to itself, the runtime
    // would put the reference first.
    /// <summary><see cref="MinNs"/>; the longest there is while none returned.</summary>
    [FieldOffset(0)]
    internal long ShortestNs;

    /// <summary>Finished calls: those that returned, and those that never will (<see cref="NeverReturned"/>).</summary>
    [FieldOffset(8)]
    public long Calls;

    /// <summary>Nanoseconds between entry and exit, summed over the calls that returned.</summary>
    [FieldOffset(16)]
    public long TimeNs;

    /// <summary>Shortest call in nanoseconds; 0 while none returned.</summary>
    public long MinNs
    {
        readonly get => ShortestNs == long.MaxValue ? 0 : ShortestNs;
        set => ShortestNs = value;
    }

    /// <summary>Longest call in nanoseconds; 0 while none returned.</summary>
    [FieldOffset(24)]
    public long MaxNs;

    /// <summary>Calls in which the thread gave up its CPU to wait.</summary>
    [FieldOffset(80)]
    public long BlockedCalls;

    /// <summary>Nanoseconds spent in the calls of <see cref="BlockedCalls"/>.</summary>
    [FieldOffset(88)]
    public long BlockedNs;

    /// <summary>Of <see cref="BlockedNs"/>, what was spent in calls whose purpose is to wait until there is something to do.</summary>
    [FieldOffset(96)]
    public long IdleNs;

    /// <summary>Which octaves have buckets, a bit each, see <see cref="BucketStore"/>.</summary>
    [FieldOffset(48)]
    internal ulong OctaveMask;

    /// <summary>First unit of the cell's buckets; the octaves follow each other in order.</summary>
    [FieldOffset(44)]
    internal int FirstUnit;

    /// <summary>The result of the first call that failed, -4095..-1; 0 while none did. Most cells know no other.</summary>
    [FieldOffset(56)]
    internal int UsualFailure;

    /// <summary>How many calls had the result <see cref="UsualFailure"/>.</summary>
    [FieldOffset(64)]
    internal long UsualFailures;

    /// <summary>Calls that returned -4095..-1, restarts left out.</summary>
    [FieldOffset(72)]
    public long Errors;

    /// <summary>Bytes moved, for the calls whose result is a number of bytes.</summary>
    [FieldOffset(32)]
    public long Bytes;

    /// <summary>Of <see cref="Calls"/>, how many ended with their thread: exit, exit_group. They have no latency.</summary>
    [FieldOffset(104)]
    public long NeverReturned;

    /// <summary>Calls that a signal interrupted (ERESTART*); the kernel makes them again or turns them into EINTR.</summary>
    [FieldOffset(112)]
    public long Restarted;

    /// <summary>Head of the list of the other errnos, -1 at its end.</summary>
    [FieldOffset(120)]
    internal int FirstErrno;

    /// <summary>Which call.</summary>
    [FieldOffset(128)]
    public CallKey Key;

    /// <summary>What it was asked to do, where that is told apart.</summary>
    [FieldOffset(136)]
    public Operation Operation;

    /// <summary>What it was made on, where that is asked; null also for calls without a descriptor.</summary>
    [FieldOffset(144)]
    public Resource? Resource;

    /// <summary>The next cell of the same thread, -1 at its end.</summary>
    [FieldOffset(124)]
    internal int Next;

    /// <summary>All bits where the result is a number of bytes, none where it is something else.</summary>
    [FieldOffset(40)]
    internal sbyte ByteMask;

    /// <summary>All bits where waiting in it is idleness, none where it is not.</summary>
    [FieldOffset(41)]
    internal sbyte IdleMask;

    /// <summary>Whether counts of its buckets were carried, see <see cref="BucketStore"/>.</summary>
    [FieldOffset(42)]
    internal bool HasCarries;

    /// <summary>What tells the cell from the others of its thread.</summary>
    public readonly CellKey Whole => new(Key, Operation, Resource);

    /// <summary>Calls that returned and so have a latency.</summary>
    public readonly long Returned => Calls - NeverReturned;

    /// <summary>Adds the counts and times of another cell, without its errnos and its histogram.</summary>
    internal void AddCounts(in CallCell other)
    {
        if (other.Returned > 0)
        {
            MinNs = Returned == 0 ? other.MinNs : Math.Min(MinNs, other.MinNs);
            MaxNs = Math.Max(MaxNs, other.MaxNs);
        }

        Calls += other.Calls;
        NeverReturned += other.NeverReturned;
        Errors += other.Errors;
        Restarted += other.Restarted;
        TimeNs += other.TimeNs;
        BlockedCalls += other.BlockedCalls;
        BlockedNs += other.BlockedNs;
        IdleNs += other.IdleNs;
        Bytes += other.Bytes;
    }
}
