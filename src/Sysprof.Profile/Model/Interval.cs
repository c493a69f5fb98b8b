namespace Sysprof.Profile.Model;

/// <summary>
/// What happened between two moments: the one thing that crosses from the consumer to the commands, and what a
/// recording is a sequence of. Nobody writes to it once it is handed out.
/// </summary>
public sealed class Interval
{
    /// <summary>Its beginning, CLOCK_MONOTONIC nanoseconds.</summary>
    public required long StartNs { get; init; }

    /// <summary>Its end, CLOCK_MONOTONIC nanoseconds.</summary>
    public required long EndNs { get; init; }

    /// <summary>Of the time between, how long calls were not attached, in nanoseconds; 0 without an overhead bound.</summary>
    public long UnseenNs { get; init; }

    /// <summary>
    /// The threads that made a call, lost one, ended, came into one, ran, or of which more is known now, and their calls.
    /// </summary>
    public required CallTable Calls { get; init; }

    /// <summary>The account of this interval alone.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>What was not found out in it, by reason. Not in recordings.</summary>
    public IReadOnlyList<Unresolved> Unresolved { get; init; } = [];

    /// <summary>CPU time that sysprof itself used in it, in nanoseconds, the kernel side left out.</summary>
    public required long OwnCpuNs { get; init; }
}
