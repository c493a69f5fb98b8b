namespace Sysprof.Cli.Now;

/// <summary>How frames are shown.</summary>
internal sealed record NowView
{
    /// <summary>Whether as JSON, and not as a table.</summary>
    public required bool IsJson { get; init; }

    /// <summary>How the threads of a process are sorted.</summary>
    public required NowOrder Order { get; init; }

    /// <summary>Lines of threads in the table at most; 0 for all.</summary>
    public required int Limit { get; init; }

    /// <summary>Whether every thread has a line, also those that wait in the same call as others.</summary>
    public required bool ShowsEach { get; init; }

    /// <summary>Whether there are colours.</summary>
    public required bool Color { get; init; }

    /// <summary>Whether a frame follows the other.</summary>
    public required bool IsWatch { get; init; }

    /// <summary>How long is watched before it is looked, and between frames.</summary>
    public required TimeSpan Interval { get; init; }
}
