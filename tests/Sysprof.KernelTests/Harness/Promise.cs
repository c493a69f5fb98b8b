using System.Globalization;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>What a workload said that it did.</summary>
internal sealed class Promise(IReadOnlyList<PromiseLine> lines)
{
    public IReadOnlyList<PromiseLine> Lines { get; } = lines;

    /// <summary>Reads the lines of a promise among others.</summary>
    public static Promise Parse(IEnumerable<string> text) =>
        new([.. text.Select(PromiseLine.Parse).OfType<PromiseLine>()]);

    /// <summary>A number summed over the lines, as for the ledger: <c>denied</c>, <c>skipped</c>.</summary>
    public long Sum(string key) => Lines.Sum(line => line[key]);

    /// <summary>Asserts that what was promised was counted, line by line; says everything that differs.</summary>
    public void AssertKept(Summary summary)
    {
        Assert.NotEmpty(Lines);
        var differences = new List<string>();
        // Lines that differ only in what is said about the thread add up in a table by thread.
        foreach (var lines in Lines.GroupBy(line => (line.Tid, line.Call, Life: line["life"])))
        {
            CallCounts counts = CountsOf(summary, lines.Key.Tid, lines.Key.Call, (int)lines.Key.Life);
            differences.AddRange(Differences([.. lines], counts).Select(difference =>
                $"{lines.Key.Tid?.ToString(CultureInfo.InvariantCulture) ?? "*"} {lines.Key.Call}: {difference}"));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>What was counted of the calls that are promised, by name.</summary>
    public SortedDictionary<string, CallCounts> CountsByName(Summary summary)
    {
        var byName = new SortedDictionary<string, CallCounts>(StringComparer.Ordinal);
        foreach ((int? tid, string call, int life) in Lines.Select(line => (line.Tid, line.Call, (int)line["life"])).Distinct())
        {
            if (!byName.TryGetValue(call, out CallCounts? counts))
                byName.Add(call, counts = new CallCounts());
            counts.Add(CountsOf(summary, tid, call, life));
        }

        return byName;
    }

    private static CallCounts CountsOf(Summary summary, int? tid, string call, int life)
    {
        if (life == 0)
            return summary.Counts(call, tid);

        IReadOnlyList<(int Row, ThreadRow Thread)> lives = summary.Threads(tid!.Value);
        return lives.Count < life ? new CallCounts() : summary.CountsOfRow(call, lives[life - 1].Row);
    }

    private static IEnumerable<string> Differences(IReadOnlyList<PromiseLine> lines, CallCounts counts)
    {
        long Sum(string key) => lines.Sum(line => line[key]);

        // A call that is killed leaves with a restart code, but epoll_wait with EINTR: the workload's README.
        bool killedWithEintr = lines[0].Call == "epoll_wait";
        long interrupted = Sum("interrupted");
        var errnos = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, long count) in lines.SelectMany(line => line.Errnos))
            errnos[name] = errnos.GetValueOrDefault(name) + count;
        if (killedWithEintr && interrupted > 0)
            errnos["EINTR"] = errnos.GetValueOrDefault("EINTR") + interrupted;

        (string What, long Promised, long Counted)[] pairs =
        [
            ("calls", Sum("calls"), counts.Calls),
            ("errors", Sum("errors") + (killedWithEintr ? interrupted : 0), counts.Errors),
            ("never", Sum("never"), counts.NeverReturned),
            ("restarted", Sum("restarted") + (killedWithEintr ? 0 : interrupted), counts.Restarted),
        ];
        if (lines.Any(line => line.Has("bytes")))
            pairs = [.. pairs, ("bytes", Sum("bytes"), counts.Bytes)];
        foreach ((string what, long promised, long counted) in pairs)
        {
            if (promised != counted)
                yield return $"{what}: promised {promised}, counted {counted}";
        }

        if (!errnos.SequenceEqual(counts.Errnos))
            yield return $"errno: promised {Text(errnos)}, counted {Text(counts.Errnos)}";
    }

    private static string Text(SortedDictionary<string, long> errnos) =>
        "{" + string.Join(", ", errnos.Select(pair => $"{pair.Key}: {pair.Value}")) + "}";
}
