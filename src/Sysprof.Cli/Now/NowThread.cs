using Sysprof.Profile.Model;

namespace Sysprof.Cli.Now;

/// <summary>A thread of a frame.</summary>
/// <param name="Sight">As it was found.</param>
/// <param name="Shares">What it did with the time that was watched; null when there was none.</param>
/// <param name="Role">What it is for in its program, "" where that is not known.</param>
internal sealed record NowThread(ThreadSight Sight, ThreadShares? Shares, string Role)
{
    /// <summary>What it is called, where that tells it from others; else what it is for, if that is known.</summary>
    public string Name => Role.Length > 0 && Sight.Comm == Sight.Process ? Role : Sight.Comm;

    /// <summary>For how long it is where it is, in nanoseconds; null where that is not known.</summary>
    public long? ForNs => Sight switch
    {
        { Call: { } call } => call.AtLeastNs > 0 || call.EnterNs is not null ? call.AtLeastNs : null,
        { Place: ThreadPlace.Outside, LastCalls: [var last, ..] } => Sight.LookedNs - last.StartNs - last.DurationNs,
        { Place: ThreadPlace.Outside, JoinedNs: { } joinedNs } => Sight.LookedNs - joinedNs,
        _ => null,
    };

    /// <summary>Whether it may be longer: the entry of its call was not seen.</summary>
    public bool IsAtLeast => Sight.Call is { EnterNs: null };
}
