using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What is counted between two rotations. Written by <see cref="CallAggregator"/> alone.</summary>
/// <param name="calls">An empty table to count into.</param>
public sealed class IntervalBuilder(CallTable calls)
{
    /// <summary>Threads of the target and their calls.</summary>
    public CallTable Calls { get; } = calls;

    /// <summary>When it began, CLOCK_MONOTONIC nanoseconds; 0 where nobody says.</summary>
    public long StartNs { get; internal set; }

    /// <summary>Calls of the target that returned.</summary>
    public long Returned { get; internal set; }

    /// <summary>Calls of the target that ended with their thread.</summary>
    public long NeverReturned { get; internal set; }

    /// <summary>Calls of the target that went on when calls were detached.</summary>
    public long Cut { get; internal set; }

    /// <summary>Calls of the target that are missing in their threads' sequences.</summary>
    public long Lost { get; internal set; }

    /// <summary>Calls that the kernel counted though their thread is not in the target: in no table, no account.</summary>
    public long Outside { get; internal set; }

    /// <summary>Forgets what threads did with their time before the interval begins.</summary>
    internal void Begin(long nowNs)
    {
        StartNs = nowNs;
        for (int row = 0; row < Calls.ThreadCount; row++)
        {
            ref ThreadRow thread = ref Calls.Thread(row);
            (thread.Time, thread.UntilNs) = (default, thread.UntilNs == 0 ? 0 : nowNs);
        }
    }
}
