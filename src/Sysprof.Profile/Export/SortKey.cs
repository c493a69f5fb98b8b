using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>What rows are sorted by: numbers fall, names and ids rise, equal ones go by pid, tid and name.</summary>
/// <remarks>
/// A group is sorted by its total; by quantiles and extremes, which do not add up, by the highest of its calls.
/// </remarks>
public sealed class SortKey
{
    private const long None = -1;

    /// <summary>Time in the call, the default.</summary>
    public static readonly SortKey Time = Falling("time", row => row.Counts.TimeNs);

    private readonly Func<ReportRow, long> _number;
    private readonly Func<ReportRow, string> _text;
    private readonly bool _isHighest;

    private SortKey(string name, Func<ReportRow, long>? number, Func<ReportRow, string>? text, bool isHighest = false)
    {
        Name = name;
        _number = number ?? (static _ => 0);
        _text = text ?? (static _ => "");
        _isHighest = isHighest;
    }

    /// <summary>All keys, in the order in which help lists them.</summary>
    public static IReadOnlyList<SortKey> All { get; } =
    [
        Time,
        Falling("calls", row => row.Counts.Calls),
        Falling("errors", row => row.Counts.Errors),
        Falling("blocked", row => row.Counts.BlockedNs),
        Falling("avg", row => row.AverageNs ?? None),
        Highest("p50", row => row.QuantileNs(0.5) ?? None),
        Highest("p99", row => row.QuantileNs(0.99) ?? None),
        Highest("max", row => row.Counts.Returned > 0 ? row.Counts.MaxNs : None),
        Falling("bytes", row => row.Counts.Bytes),
        new("name", null, row => row.Name),
        new("comm", null, row => row.Who.Comm),
        Rising("pid", row => row.Who.Key.Tgid),
        Rising("tid", row => row.Who.Key.Tid),
    ];

    /// <summary>What it is called on the command line.</summary>
    public string Name { get; }

    /// <summary>The key of a name.</summary>
    /// <exception cref="SysprofException">There is none; the message lists those there are.</exception>
    public static SortKey Parse(string name)
    {
        if (All.FirstOrDefault(key => key.Name == name) is { } found)
        {
            return found;
        }

        IEnumerable<string> names = All.Select(key => key.Name);
        string meant = Suggestions.Nearest(name, names) is { } near ? $"did you mean '{near}'? " : "";
        throw new SysprofException(
            $"'{SafeText.Escape(name)}' is not a sort key",
            $"{meant}the keys are {string.Join(", ", names)}",
            ExitCode.Usage);
    }

    /// <summary>Rows in order.</summary>
    public IReadOnlyList<ReportRow> Sort(IEnumerable<ReportRow> rows) => Sort(rows, _number, row => row);

    /// <summary>Groups in order; their rows stay as they are.</summary>
    public IReadOnlyList<ReportGroup> Sort(IEnumerable<ReportGroup> groups) =>
        Sort(groups, NumberOf, group => group.Total);

    private long NumberOf(ReportGroup group) =>
        _isHighest ? group.Rows.Select(_number).DefaultIfEmpty(None).Max() : _number(group.Total);

    private List<T> Sort<T>(IEnumerable<T> items, Func<T, long> number, Func<T, ReportRow> rowOf) =>
    [
        .. items
            .OrderByDescending(number)
            .ThenBy(item => _text(rowOf(item)), StringComparer.Ordinal)
            .ThenBy(item => TieBreak(rowOf(item).Who.Key))
            .ThenBy(item => rowOf(item).Who.Cgroup, StringComparer.Ordinal)
            .ThenBy(item => rowOf(item).Name, StringComparer.Ordinal)
            .ThenBy(item => rowOf(item).Counts.Key.Abi),
    ];

    private static (int, int, ulong) TieBreak(ThreadKey who) => (who.Tgid, who.Tid, who.StartNs);

    private static SortKey Falling(string name, Func<ReportRow, long> number) => new(name, number, null);

    private static SortKey Rising(string name, Func<ReportRow, long> number) => new(name, row => -number(row), null);

    private static SortKey Highest(string name, Func<ReportRow, long> number) => new(name, number, null, true);
}
