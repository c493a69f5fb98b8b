namespace Sysprof.Cli.Top;

/// <summary>Where the intervals come from that top shows: a run that goes on, or a recording.</summary>
internal interface ITopSource
{
    /// <summary>How long until the next interval is due; <see cref="Timeout.InfiniteTimeSpan"/> when none comes by itself.</summary>
    public TimeSpan UntilNext { get; }

    /// <summary>How it stands, in a few words: "every 1s", "3 of 30".</summary>
    public string Status { get; }

    /// <summary>The keys that mean something to it, beside those that work everywhere.</summary>
    public IReadOnlyList<KeyBinding> Keys { get; }

    /// <summary>Gives the model the interval that is due.</summary>
    public void Advance();

    /// <summary>Does what a key is for: pauses, goes on, changes the pace.</summary>
    public void Do(TopAction action);
}
