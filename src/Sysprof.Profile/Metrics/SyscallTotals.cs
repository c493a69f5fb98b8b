using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Metrics;

/// <summary>What is known of one system call since the start.</summary>
/// <param name="label">Its name as the value of a label.</param>
/// <param name="movesBytes">Whether its result is a number of bytes.</param>
internal sealed class SyscallTotals(string label, bool movesBytes)
{
    /// <summary>
    /// How long the slowest call stays the exemplar while none is slower: long enough for everybody who scrapes once a
    /// minute to see it.
    /// </summary>
    public static readonly TimeSpan ExemplarLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Its name.</summary>
    public string Label { get; } = label;

    /// <summary>Whether its result is a number of bytes.</summary>
    public bool MovesBytes { get; } = movesBytes;

    /// <summary>Its calls.</summary>
    public CallTotals Calls { get; } = new();

    /// <summary>What they failed with, by errno, where that has a series.</summary>
    public SortedList<int, long> Errors { get; } = [];

    /// <summary>The slowest call of late, or null.</summary>
    public Exemplar? Slowest { get; private set; }

    /// <summary>Takes note of a thread's slowest call in an interval that was over at <paramref name="now"/>.</summary>
    public void Offer(long durationNs, ThreadInfo who, DateTimeOffset now)
    {
        double seconds = durationNs / 1e9;
        if (Slowest is null || seconds > Slowest.Seconds || now - Slowest.Time > ExemplarLifetime)
        {
            Slowest = new Exemplar(seconds, who.Key.Tgid, SafeText.Escape(who.Process), now);
        }
    }
}
