namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>Why it was not found out what descriptors refer to: how many questions, by reason, since the start. Read by any thread.</summary>
public sealed class UnresolvedCounts
{
    private long _refused;
    private long _late;
    private long _overtaken;
    private long _gone;

    /// <summary>There were too many questions already; the next call on the descriptor asks again.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The answer came after the interval was handed out; it holds from the next one on.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>
    /// The descriptor came to refer to something else before it was looked at, or nothing was attached then. Where that is known
    /// without a look, each group of calls counts that asks.
    /// </summary>
    public long Overtaken => Volatile.Read(ref _overtaken);

    /// <summary>The process or its descriptor was no more, or the kernel refused to tell.</summary>
    public long Gone => Volatile.Read(ref _gone);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountLate() => Interlocked.Increment(ref _late);

    internal void CountOvertaken() => Interlocked.Increment(ref _overtaken);

    internal void CountGone() => Interlocked.Increment(ref _gone);
}
