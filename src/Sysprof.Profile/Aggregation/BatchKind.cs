namespace Sysprof.Profile.Aggregation;

/// <summary>Why a batch was sent (<c>enum batch_kind</c>).</summary>
public enum BatchKind
{
    /// <summary>By the thread, which goes on.</summary>
    Flush = 0,

    /// <summary>A copy of what an idle thread still holds; it sends these calls itself later.</summary>
    Snapshot = 1,

    /// <summary>By the thread, at its end.</summary>
    Last = 2,

    /// <summary>A copy like <see cref="Snapshot"/>, of a thread that was on a CPU.</summary>
    SnapshotOnCpu = 3,
}
