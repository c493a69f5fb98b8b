namespace Sysprof.Profile.Model;

/// <summary>A thread at one moment: what it is in, for how long, and what it did just before.</summary>
public sealed record ThreadSight
{
    /// <summary>Which thread.</summary>
    public required ThreadKey Key { get; init; }

    /// <summary>The thread's name; any bytes the program chose, decoded as UTF-8 with replacement.</summary>
    public required string Comm { get; init; }

    /// <summary>The name of the thread group's leader.</summary>
    public required string Process { get; init; }

    /// <summary>When it was looked at, CLOCK_MONOTONIC nanoseconds.</summary>
    public required long LookedNs { get; init; }

    /// <summary>What the scheduler has it for.</summary>
    public required TaskState State { get; init; }

    /// <summary>Whether it was on a CPU.</summary>
    public required bool OnCpu { get; init; }

    /// <summary>Where it is.</summary>
    public required ThreadPlace Place { get; init; }

    /// <summary>The call that it is in; null exactly when it is in none that is known.</summary>
    public SightedCall? Call { get; init; }

    /// <summary>
    /// End of the call that it was in when tracing began, CLOCK_MONOTONIC nanoseconds; null when it was in none then, or
    /// is still in it.
    /// </summary>
    public long? JoinedNs { get; init; }

    /// <summary>Its last finished calls since tracing began, the last one first; the kernel keeps a few.</summary>
    public IReadOnlyList<PastCall> LastCalls { get; init; } = [];
}
