namespace Sysprof.Cli.Now;

/// <summary>A line of the table below a process: a thread, or several that wait in the same call.</summary>
/// <param name="Threads">One, or those that are folded.</param>
internal sealed record NowRow(IReadOnlyList<NowThread> Threads)
{
    // As many of a kind have a line each, and fewer than that are not worth folding.
    private const int Shown = 3;
    private const int LeastFolded = 2;

    // Of the time that was watched: it did nothing else.
    private const double WaitsAlways = 0.999;

    /// <summary>Whether it stands for several.</summary>
    public bool IsFolded => Threads.Count > 1;

    /// <summary>A row for each thread.</summary>
    public static IReadOnlyList<NowRow> Each(IReadOnlyList<NowThread> threads) =>
        [.. threads.Select(thread => new NowRow([thread]))];

    /// <summary>Rows for threads in their order; of many that wait in the same call the first few have one each.</summary>
    public static IReadOnlyList<NowRow> Fold(IReadOnlyList<NowThread> threads)
    {
        string?[] kinds = [.. threads.Select(IdleIn)];
        Dictionary<string, List<NowThread>> idle = [];
        foreach ((NowThread thread, string? kind) in threads.Zip(kinds))
        {
            if (kind is not null)
            {
                (idle.TryGetValue(kind, out List<NowThread>? alike) ? alike : idle[kind] = []).Add(thread);
            }
        }

        var rows = new List<NowRow>();
        foreach ((NowThread thread, string? kind) in threads.Zip(kinds))
        {
            List<NowThread>? alike = kind is null ? null : idle[kind];
            if (alike is null || alike.Count < Shown + LeastFolded || alike.IndexOf(thread, 0, Shown) >= 0)
            {
                rows.Add(new NowRow([thread]));
            }
            else if (alike[Shown] == thread)
            {
                rows.Add(new NowRow(alike[Shown..]));
            }
        }

        return rows;
    }

    /// <summary>What a thread waited in all the time, or null when it did something.</summary>
    private static string? IdleIn(NowThread thread) =>
        thread is { Sight: { Call: { } call, OnCpu: false }, Shares: { Waiting: >= WaitsAlways } }
            ? $"{(char)thread.Sight.State} {NowText.Kind(call)}"
            : null;
}
