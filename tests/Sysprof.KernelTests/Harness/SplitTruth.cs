using System.Globalization;

namespace Sysprof.KernelTests.Harness;

/// <summary>What a thread of the workload <c>split</c> says of its time: a line <c>split TID ROLE wall=NS cpu=NS waited=NS</c>.</summary>
/// <param name="Tid">The thread.</param>
/// <param name="Role">The one thing that it did.</param>
/// <param name="WallNs">How long, by its own clock.</param>
/// <param name="CpuNs">Its CPU time in that.</param>
/// <param name="WaitedNs">What it measured around its waits.</param>
internal sealed record SplitTruth(int Tid, string Role, long WallNs, long CpuNs, long WaitedNs)
{
    /// <summary>The truths by role.</summary>
    public static Dictionary<string, SplitTruth> Of(IEnumerable<string> output) => output
        .Select(line => line.Split(' '))
        .Where(words => words[0] == "split")
        .Select(words => new SplitTruth(
            int.Parse(words[1], CultureInfo.InvariantCulture), words[2], Number(words[3]), Number(words[4]), Number(words[5])))
        .ToDictionary(truth => truth.Role);

    private static long Number(string word) => long.Parse(word.Split('=')[1], CultureInfo.InvariantCulture);
}
