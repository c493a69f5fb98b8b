using Sysprof.Kernel.Resources;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Names;

namespace Sysprof.Kernel.Session;

/// <summary>What a session traces and how.</summary>
public sealed record SessionOptions
{
    /// <summary>Whose calls.</summary>
    public required Target Target { get; init; }

    /// <summary>Which calls; the others are neither timed nor counted.</summary>
    public required SyscallSet Calls { get; init; }

    /// <summary>Whether processes that a target process forks belong to the target too.</summary>
    public bool FollowChildren { get; init; } = true;

    /// <summary>
    /// Whether calls are told apart by the file, pipe, socket or peer that they were made on. Calls that open or connect
    /// something cost more then.
    /// </summary>
    public bool Descriptors { get; init; }

    /// <summary>Whether calls are told apart by what they were asked to do: futex by operation, ioctl by request, and so on.</summary>
    public bool Operations { get; init; } = true;

    /// <summary>Whether it is told what threads do with their time, in calls and between them.</summary>
    public bool Times { get; init; } = true;

    /// <summary>
    /// Whether it is found out which program or runtime each process runs, on a thread of its own; needs to look at processes
    /// of other users.
    /// </summary>
    public bool Programs { get; init; }

    /// <summary>Size of the ring buffer in bytes, a power of two and a multiple of the page size; null for the default.</summary>
    public int? RingBytes { get; init; }

    /// <summary>
    /// What looking may cost, as a share of one CPU, above 0; calls are attached for as much of the time as that allows. Null
    /// for all of the time.
    /// </summary>
    public double? MaxOverhead { get; init; }

    /// <summary>
    /// Whether all threads of the program get a higher priority, not only the consumer. Leave it off where remote clients cause work, and
    /// where programs are started during the session: they inherit it.
    /// </summary>
    public bool RaisesPriority { get; init; }

    /// <summary>See <see cref="DescriptorTracker.MostReadAtStart"/>.</summary>
    internal int MostReadAtStart { get; init; } = DescriptorTracker.MostReadAtStart;

    /// <summary>With a bound: calls are attached and detached when that is asked for, and by nobody else.</summary>
    internal bool WindowsByHand { get; init; }

    /// <summary>How far <see cref="Times"/> can be told: not at all where calls are attached for a part of the time.</summary>
    internal TimeDetail TimeDetail =>
        !Times || MaxOverhead is not null ? TimeDetail.None : Calls.IsEverything ? TimeDetail.All : TimeDetail.InCalls;
}
