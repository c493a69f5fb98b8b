using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>Why calls were lost, how many, and what helps.</summary>
/// <param name="Calls">How many.</param>
/// <param name="Name">The reason in a word or two: "ring full".</param>
/// <param name="Remedy">The options or measures against it; "" where there are none.</param>
public sealed record LossReason(long Calls, string Name, string Remedy)
{
    private const int MostRingBytes = 1 << 30;
    private const int RingGrowth = 4;

    /// <summary>The reasons of an account that have calls; none where nothing was lost.</summary>
    /// <param name="ledger">The account.</param>
    /// <param name="run">The run it is of: what it had, it is not advised to take.</param>
    public static IReadOnlyList<LossReason> Of(Ledger ledger, RunInfo run)
    {
        LossReason[] all =
        [
            new(ledger.LostRingFull, "ring full", AgainstFullRing(run)),
            new(ledger.LostNoMemory, "no memory", "more free memory, or a higher memory limit for sysprof"),
            new(ledger.LostEntries, "entry missed", ""),
            new(ledger.LostExits, "exit missed", ""),
        ];
        return Array.FindAll(all, reason => reason.Calls > 0);
    }

    /// <summary>The same in one line: "lost 1,234 calls: ring full; try --ring-size 64M, fewer calls (-e), or --max-overhead".</summary>
    /// <returns>The line, about the most frequent reason; null when nothing was lost.</returns>
    public static string? Line(Ledger ledger, RunInfo run)
    {
        LossReason? most = Of(ledger, run).MaxBy(reason => reason.Calls);
        return most is null
            ? null
            : $"lost {Quantity.Count(ledger.Lost)} calls: {most.Name}{(most.Remedy.Length > 0 ? $"; {When(run)} {most.Remedy}" : "")}";
    }

    /// <summary>The option for a bigger ring; null where it was the biggest.</summary>
    internal static string? BiggerRing(RunInfo run) => run.RingBytes switch
    {
        0 => "a larger --ring-size",
        >= MostRingBytes => null,
        var bytes => "--ring-size " + RingText(Math.Min(MostRingBytes, (long)bytes * RingGrowth)),
    };

    // Of a recording the size is not known.
    private static string When(RunInfo run) => run.RingBytes == 0 ? "next time" : "try";

    private static string AgainstFullRing(RunInfo run)
    {
        string[] measures =
        [
            .. BiggerRing(run) is { } ring ? (string[])[ring] : [],
            "fewer calls (-e)",
            .. run.MaxOverhead > 0 ? [] : (string[])["--max-overhead"],
        ];
        return measures.Length switch
        {
            1 => measures[0],
            2 => $"{measures[0]} or {measures[1]}",
            _ => $"{measures[0]}, {measures[1]}, or {measures[2]}",
        };
    }

    private static string RingText(long bytes) => bytes switch
    {
        >= 1 << 30 => $"{bytes >> 30}G",
        >= 1 << 20 => $"{bytes >> 20}M",
        _ => $"{bytes >> 10}K",
    };
}
