using System.Globalization;

namespace Sysprof.KernelTests.Children;

/// <summary>What a child that traces prints at its end, see <see cref="ChildMain.Print"/>.</summary>
/// <param name="Threads">The calls that were counted of each thread, and those that are known to be lost of it.</param>
/// <param name="Entered">As in the ledger, and so are the others.</param>
/// <param name="Returned">Calls in the tables.</param>
/// <param name="Lost">Calls that are not.</param>
/// <param name="Unaccounted">What the ledger cannot explain.</param>
/// <param name="InFlight">Calls that were not over.</param>
/// <param name="ShownInFlight">Threads that are shown as in a call.</param>
/// <param name="LostNoMemory">Of the lost, the calls of threads that the kernel had no memory for.</param>
internal sealed record ChildReport(
    IReadOnlyList<(int Tid, long Calls, long Lost)> Threads,
    long Entered,
    long Returned,
    long Lost,
    long Unaccounted,
    long InFlight,
    long ShownInFlight,
    long LostNoMemory)
{
    public static ChildReport Parse(IReadOnlyList<string> lines)
    {
        long[][] numbers =
        [
            .. lines.Select(line => line.Split(' ')[1..]
                .Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray()),
        ];
        long[] ledger = numbers[^1];
        return new ChildReport(
            [.. numbers[..^1].Select(thread => ((int)thread[0], thread[1], thread[2]))],
            ledger[0],
            ledger[1],
            ledger[2],
            ledger[3],
            ledger[4],
            ledger[5],
            ledger[6]);
    }
}
