using Sysprof.Profile.Model;

namespace Sysprof.Cli.Now;

/// <summary>Every thread of the target at one moment.</summary>
internal sealed record NowFrame
{
    /// <summary>What stays the same over the run.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>When it was looked.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How long it was watched before, in nanoseconds: what the shares are of.</summary>
    public required long WatchedNs { get; init; }

    /// <summary>The processes by PID.</summary>
    public required IReadOnlyList<NowProcess> Processes { get; init; }

    /// <summary>What a descriptor of a thread is, asked for when it is shown; null where that is not known.</summary>
    public required Func<ThreadKey, int, string?> NameOf { get; init; }
}
