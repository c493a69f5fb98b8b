namespace Sysprof.Cli.Top;

/// <summary>Where the intervals come from that top shows: a run that goes on, or a recording.</summary>
internal interface ITopSource
{
    /// <summary>
    /// How long until <see cref="FetchAsync"/> is due; <see cref="Timeout.InfiniteTimeSpan"/> when nothing comes by itself.
    /// </summary>
    public TimeSpan UntilNext { get; }

    /// <summary>How it stands.</summary>
    public TopStatus Status { get; }

    /// <summary>The keys that mean something to it, beside those that work everywhere.</summary>
    public IReadOnlyList<KeyBinding> Keys { get; }

    /// <summary>Fetches what is due and gives it to the model. Waits for nothing; one at a time.</summary>
    public Task FetchAsync();

    /// <summary>Called once the task of <see cref="FetchAsync"/> has ended.</summary>
    public void EndFetch();

    /// <summary>Does what a key is for: pauses, goes on, changes the pace.</summary>
    public void Do(TopAction action);
}
