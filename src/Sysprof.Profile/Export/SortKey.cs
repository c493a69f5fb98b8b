using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>What rows are sorted by: numbers fall, names and ids rise, equal ones go by pid, tid and name.</summary>
/// <remarks>
/// A group is sorted by its total; by quantiles, which do not add up, by the highest of its calls. Reversed, numbers
/// rise and names and ids fall; equal ones go as ever, and those that have no such number are last either way.
/// </remarks>
public sealed class SortKey
{
    // Stays behind all numbers.
    private const long None = long.MinValue;

    // Behind all names, which are letters and digits.
    private const string Unknown = "~";

    /// <summary>Time in the call without idle waits, the default.</summary>
    public static readonly SortKey Busy = Falling("busy", row => row.BusyNs);

    /// <summary>Time in the call.</summary>
    public static readonly SortKey Time = Falling("time", row => row.Counts.TimeNs);

    private readonly Func<ReportRow, long> _ofRow;
    private readonly Func<ReportGroup, long> _ofGroup;
    private readonly Func<ReportRow, string>? _text;

    private SortKey(
        string name,
        Func<ReportRow, long> ofRow,
        Func<ReportGroup, long> ofGroup,
        Func<ReportRow, string>? text = null)
    {
        Name = name;
        _ofRow = ofRow;
        _ofGroup = ofGroup;
        _text = text;
    }

    /// <summary>All keys, in the order in which help lists them.</summary>
    public static IReadOnlyList<SortKey> All { get; } =
    [
        Busy,
        Time,
        Falling("calls", row => row.Counts.Calls),
        Falling("errors", row => row.Counts.Errors),
        new("failures", row => row.ErrorClasses.Failures, group => group.ErrorClasses().Failures),
        Falling("blocked", row => row.Counts.BlockedNs),
        Falling("work", row => row.WorkNs),
        OfTimes("cpu", time => time.CpuNs),
        OfTimes("user", time => time.UserNs),
        OfTimes("working", time => time.WorkingNs),
        OfTimes("waiting", time => time.WaitingNs),
        OfTimes("idle", time => time.IdleNs),
        Falling("avg", row => row.AverageNs ?? None),
        Quantile("p50", 0.5),
        Quantile("p99", 0.99),
        Falling("max", row => row.Counts.Returned > 0 ? row.Counts.MaxNs : None),
        Falling("bytes", row => row.Counts.Bytes),
        OfGroups("in", group => group.BytesIn),
        OfGroups("out", group => group.BytesOut),
        Rising("name", row => row.Name),
        Rising("errno", row => row.Errnos is [var (errno, _), ..] ? ErrnoNames.Name(errno) : Unknown),
        Rising("comm", row => row.Who.Comm),
        Rising("program", row => row.Who.Program is { Name.Length: > 0 } program ? program.ToString() : Unknown),
        Rising("pid", row => row.Who.Key.Tgid),
        Rising("tid", row => row.Who.Key.Tid),
        OfGroups("threads", group => group.ThreadCount),
        OfGroups("age", group => group.InFlightNs ?? None),
        Rising("cgroup", row => row.Who.Cgroup),
        Rising("file", row => row.Counts.Resource?.Name ?? ""),
    ];

    /// <summary>What it is called on the command line.</summary>
    public string Name { get; }

    /// <summary>Whether it is the time of threads, which groups that are not made of threads do not have, nor do calls.</summary>
    public bool IsOfThreads { get; private init; }

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
    public IReadOnlyList<ReportRow> Sort(IReadOnlyCollection<ReportRow> rows, bool reversed = false) =>
        Sort(rows, _ofRow, row => row, reversed);

    /// <summary>What decides first where a row goes: those with more come before those with less.</summary>
    internal long NumberOf(ReportRow row, bool reversed) => Directed(_ofRow(row), reversed);

    /// <summary>Groups in order; their rows stay as they are.</summary>
    public IReadOnlyList<ReportGroup> Sort(IReadOnlyCollection<ReportGroup> groups, bool reversed = false) =>
        Sort(groups, _ofGroup, group => group.Total, reversed);

    /// <summary>Errors in order; by what they do not have they stay as they are, the most frequent first.</summary>
    public IReadOnlyList<ReportError> Sort(IReadOnlyList<ReportError> errors, bool reversed = false)
    {
        IEnumerable<ReportError> sorted = Name switch
        {
            "name" => errors.OrderBy(error => error.Name, StringComparer.Ordinal),
            "errno" => errors.OrderBy(error => error.ErrnoName, StringComparer.Ordinal),
            "calls" => errors.OrderByDescending(error => error.Calls),
            "failures" => errors.OrderByDescending(error => ErrorClasses.IsFailure(error.Class)),
            _ => errors,
        };
        return [.. reversed ? sorted.Reverse() : sorted];
    }

    private T[] Sort<T>(IReadOnlyCollection<T> items, Func<T, long> number, Func<T, ReportRow> rowOf, bool reversed)
    {
        T[] sorted = [.. items];
        var places = new Place[sorted.Length];
        for (int index = 0; index < sorted.Length; index++)
        {
            places[index] = new Place(Directed(number(sorted[index]), reversed), rowOf(sorted[index]), index);
        }

        Array.Sort(places, sorted, Comparer<Place>.Create((a, b) => Compare(a, b, reversed)));
        return sorted;
    }

    private static long Directed(long number, bool reversed) => reversed && number != None ? -number : number;

    private int Compare(in Place a, in Place b, bool reversed)
    {
        int order = b.Number.CompareTo(a.Number);
        if (order == 0 && _text is not null)
        {
            order = string.CompareOrdinal(_text(reversed ? b.Row : a.Row), _text(reversed ? a.Row : b.Row));
        }

        return order != 0 ? order : CompareIdentity(a, b);
    }

    private static int CompareIdentity(in Place a, in Place b)
    {
        (ThreadKey keyA, ThreadKey keyB) = (a.Row.Who.Key, b.Row.Who.Key);
        int order = (keyA.Tgid, keyA.Tid, keyA.StartNs).CompareTo((keyB.Tgid, keyB.Tid, keyB.StartNs));
        order = order != 0 ? order : string.CompareOrdinal(a.Row.Who.Cgroup, b.Row.Who.Cgroup);
        order = order != 0
            ? order
            : string.CompareOrdinal(a.Row.Counts.Resource?.Name, b.Row.Counts.Resource?.Name);
        order = order != 0 ? order : string.CompareOrdinal(a.Row.Name, b.Row.Name);
        order = order != 0 ? order : a.Row.Counts.Key.Abi.CompareTo(b.Row.Counts.Key.Abi);
        order = order != 0 ? order : a.Row.Counts.Operation.Code.CompareTo(b.Row.Counts.Operation.Code);
        return order != 0 ? order : a.Index.CompareTo(b.Index);
    }

    private static SortKey Falling(string name, Func<ReportRow, long> number) =>
        new(name, number, group => number(group.Total));

    private static SortKey Rising(string name, Func<ReportRow, int> number) => Falling(name, row => -(long)number(row));

    private static SortKey Rising(string name, Func<ReportRow, string> text) => new(name, _ => 0, _ => 0, text);

    private static SortKey OfGroups(string name, Func<ReportGroup, long> number) => new(name, _ => 0, number);

    private static SortKey OfTimes(string name, Func<ThreadTime, long> number) =>
        new(name, _ => 0, group => group.Time is { } time ? number(time) : None) { IsOfThreads = true };

    private static SortKey Quantile(string name, double quantile) => new(
        name, row => row.QuantileNs(quantile) ?? None, group => group.HighestQuantileNs(quantile) ?? None);

    /// <summary>What decides where an item goes, found once for each.</summary>
    private readonly record struct Place(long Number, ReportRow Row, int Index);
}
