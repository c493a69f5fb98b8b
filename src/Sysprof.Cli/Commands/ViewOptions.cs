using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Terminal;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Findings;
using SortKey = Sysprof.Profile.Export.SortKey;

namespace Sysprof.Cli.Commands;

/// <summary>How a result is grouped, sorted and written.</summary>
internal sealed class ViewOptions : OptionGroup
{
    private static readonly Choices<GroupBy> Groupings = new(
        "GROUP",
        ("thread", GroupBy.Thread),
        ("process", GroupBy.Process),
        ("pool", GroupBy.Pool),
        ("syscall", GroupBy.Syscall),
        ("cgroup", GroupBy.Cgroup),
        ("file", GroupBy.File),
        ("peer", GroupBy.Peer));

    private static readonly Choices<OperationDetail> Operations = new(
        "CALLS", ("auto", OperationDetail.Auto), ("all", OperationDetail.All), ("none", OperationDetail.None));

    private static readonly Choices<ReportFormat> Formats = new(
        "FORMAT",
        ("table", ReportFormat.Table),
        ("json", ReportFormat.Json),
        ("csv", ReportFormat.Csv),
        ("strace", ReportFormat.Strace));

    private readonly Option<bool> _findings;
    private readonly Option<string> _by;
    private readonly Option<string> _operations;
    private readonly Option<bool> _sizes;
    private readonly Option<string> _sort;
    private readonly Option<string> _format;
    private readonly Option<string> _limit;
    private readonly Option<string> _color;

    public ViewOptions()
        : base("View")
    {
        _findings = Flag(
            $"What is worth a look instead of the calls, the first {FindingRules.DefaultLimit}: polling, tiny reads, refused "
            + "peers, contended locks, slow syncs, …; with what it rests on and what to run next",
            "--findings");
        _by = Choice(Groupings, "A group for each thread (the default), process, pool (threads whose names differ in a number), syscall, cgroup, file, or peer", "--by");
        _operations = Choice(
            Operations,
            "Which calls are split by what they were asked to do: auto (the default: futex), all (fcntl, ioctl, socket, "
            + "epoll_wait and their kin, too), none",
            "--operations");
        _sizes = Flag("With --by file and peer: how many calls moved how many bytes, by powers of two", "--sizes");
        _sort = Value(
            "KEY",
            $"Sort by {string.Join(", ", SortKey.All.Select(key => key.Name))}; busy, the default, is time without idle waits",
            "--sort",
            "-s");
        _sort.CompletionSources.Add([.. SortKey.All.Select(key => key.Name)]);
        _format = Choice(Formats, "table (the default), json, csv, or strace: the columns of strace -c", "--format");
        _limit = Value("N", "At most N rows in the table, or findings; 0, the default of rows, for all", "--limit", "-n");
        _color = Choice(ColorModes.Choices, "Colours in the table: auto (the default), always, never", "--color");
    }

    /// <summary>The view that was asked for.</summary>
    public View Read(ParseResult parse, SummaryFilter filter, TerminalInfo terminal)
    {
        ReportFormat format = Formats.Parse(_format.Name, parse.GetValue(_format));
        var options = new ReportOptions
        {
            By = Groupings.Parse(_by.Name, parse.GetValue(_by)),
            Operations = Operations.Parse(_operations.Name, parse.GetValue(_operations)),
            Sort = parse.GetValue(_sort) is string key ? SortKey.Parse(key) : DefaultOf(format),
            Filter = filter,
        };
        bool findings = parse.GetValue(_findings);
        var table = new TableOptions
        {
            Width = terminal.Width,
            Limit = WholeNumber.ParseRows(_limit.Name, parse.GetValue(_limit)) ?? (findings ? FindingRules.DefaultLimit : 0),
            Sizes = parse.GetValue(_sizes),
            Color = terminal.UseColor(ColorModes.Choices.Parse(_color.Name, parse.GetValue(_color))),
        };
        var view = new View(options, format, table) { Findings = findings };
        if (findings)
        {
            RefuseForFindings(parse, view);
        }

        if (options.Sort.IsOfThreads
            && (options.By is GroupBy.Syscall or GroupBy.File or GroupBy.Peer || format == ReportFormat.Strace))
        {
            throw Usage.Error($"{_sort.Name} '{options.Sort.Name}': it is the time of threads, and calls cannot be sorted by it");
        }

        if (format == ReportFormat.Strace && (options.By is GroupBy.File or GroupBy.Peer))
        {
            throw Usage.Error($"{_by.Name} {parse.GetValue(_by)} is for the other formats: strace has all calls in one table");
        }

        if (table.Sizes && !(options.By is GroupBy.File or GroupBy.Peer && view.Format == ReportFormat.Table))
        {
            throw Usage.Error($"{_sizes.Name} is for tables by file and peer; in json these have all sizes");
        }

        return view;
    }

    // The shares of strace -c are of all time.
    private static SortKey DefaultOf(ReportFormat format) =>
        format == ReportFormat.Strace ? SortKey.Time : SortKey.Busy;

    /// <summary>Refuses what findings have no use for, and what hides calls that they rest on.</summary>
    private void RefuseForFindings(ParseResult parse, View view)
    {
        if (((Option<string>[])[_by, _operations, _sort]).FirstOrDefault(option => parse.GetValue(option) is not null) is { } given)
        {
            throw Usage.Error($"{given.Name} is for calls, and {_findings.Name} shows none");
        }

        if (view.Format is ReportFormat.Csv or ReportFormat.Strace)
        {
            throw Usage.Error($"{_findings.Name}: the formats are table and json");
        }

        if (view.Options.Filter.HidesSuccess)
        {
            throw Usage.Error($"{_findings.Name} rests on all calls; without -x and --errno it has them");
        }
    }
}
