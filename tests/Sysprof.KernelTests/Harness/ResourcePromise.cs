using System.Globalization;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>What a workload said on which file or peer it made calls: lines <c>on CALL calls=N bytes=N NAME</c>, a tab, the peer.</summary>
internal static class ResourcePromise
{
    private readonly record struct Place(string Call, string Name, string Peer);

    private sealed record Tally(long Calls, long Bytes)
    {
        public static Tally operator +(Tally a, Tally b) => new(a.Calls + b.Calls, a.Bytes + b.Bytes);
    }

    /// <summary>Asserts that what was promised was counted, and that nothing else was on a resource that is promised.</summary>
    /// <param name="run">A workload and what was counted.</param>
    /// <param name="calls">The calls that are looked at; all when there are none.</param>
    public static void AssertResourcesKept(this TracedRun run, params string[] calls)
    {
        Dictionary<Place, Tally> promised = Promised(run.Output);
        Dictionary<Place, Tally> counted = Counted(run.Summary.Calls);
        Assert.NotEmpty(promised);
        string[] differences =
        [
            .. promised.Where(pair => calls.Length == 0 || calls.Contains(pair.Key.Call))
                .Select(pair => (pair.Key, Promised: pair.Value, Counted: counted.GetValueOrDefault(pair.Key)))
                .Where(place => place.Promised != place.Counted)
                .Select(place => $"{place.Key}: promised {place.Promised}, counted {place.Counted}"),
        ];
        Assert.True(
            differences.Length == 0,
            string.Join('\n', differences.Take(40)) + "\n---\n" + string.Join('\n', counted.Take(60)));
    }

    private static Dictionary<Place, Tally> Promised(IEnumerable<string> lines)
    {
        var promised = new Dictionary<Place, Tally>();
        foreach (string line in lines.Where(line => line.StartsWith("on ", StringComparison.Ordinal)))
        {
            string[] words = line.Split(' ', 5);
            string[] names = words[4].Split('\t');
            Add(promised, new Place(words[1], names[0], names.Length > 1 ? names[1] : ""), new Tally(Number(words[2]), Number(words[3])));
        }

        return promised;
    }

    private static Dictionary<Place, Tally> Counted(CallTable table)
    {
        var counted = new Dictionary<Place, Tally>();
        for (int number = 0; number < table.CellCount; number++)
        {
            ref readonly CallCell cell = ref table.Cell(number);
            if (cell.Resource is { } resource)
            {
                Add(
                    counted,
                    new Place(SummaryCounts.Name(cell.Key), resource.Name, resource.Peer),
                    new Tally(cell.Calls, cell.Bytes));
            }
        }

        return counted;
    }

    private static void Add(Dictionary<Place, Tally> tallies, Place place, Tally tally) =>
        tallies[place] = tallies.GetValueOrDefault(place, new Tally(0, 0)) + tally;

    private static long Number(string word) => long.Parse(word.Split('=')[1], CultureInfo.InvariantCulture);
}
