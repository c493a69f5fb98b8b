using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Top;

/// <summary>How the source of the intervals stands.</summary>
/// <param name="Text">In a few words: "every 1s", "3 of 30".</param>
/// <param name="Behind">For how long the next interval has been due, below 0 when it is not yet; null when none is.</param>
/// <param name="IsPaused">Whether what is shown stays.</param>
internal readonly record struct TopStatus(string Text, TimeSpan? Behind = null, bool IsPaused = false)
{
    /// <summary>The same in whole seconds, 0 when data is not late.</summary>
    public long SecondsBehind => Math.Max(0, (long)Math.Floor((Behind ?? TimeSpan.Zero).TotalSeconds));

    /// <summary>How long until that grows.</summary>
    public TimeSpan UntilNextSecond =>
        Behind is { } behind ? TimeSpan.FromSeconds(SecondsBehind + 1) - behind : Timeout.InfiniteTimeSpan;

    /// <summary>What the header says of late data; "" when it is not late.</summary>
    public string BehindText => Late.Text(SecondsBehind);
}
