namespace Sysprof.Profile.Aggregation;

/// <summary>What of a batch was not counted before.</summary>
internal readonly ref struct NewCalls
{
    /// <summary>The calls, in order.</summary>
    public ReadOnlySpan<FinishedCall> Calls { get; init; }

    /// <summary>How many are missing before them.</summary>
    public long Lost { get; init; }

    /// <summary>The time in them.</summary>
    public CallTimes Times { get; init; }
}
