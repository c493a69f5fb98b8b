using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Profile.Export;
using SortKey = Sysprof.Profile.Export.SortKey;

namespace Sysprof.Cli.Commands;

/// <summary>How top shows what happens.</summary>
internal sealed class TopOptions : OptionGroup
{
    private static readonly Choices<int> s_tables = new(
        "GROUP",
        ("syscall", TopTables.Calls),
        ("process", TopTables.Processes),
        ("thread", TopTables.Threads),
        ("pool", TopTables.Pools),
        ("errno", TopTables.Errors),
        ("cgroup", TopTables.Cgroups),
        ("file", TopTables.Files),
        ("peer", TopTables.Peers),
        ("finding", TopTables.Findings));

    private static readonly Choices<ReportFormat> s_formats = new(
        "FORMAT", ("table", ReportFormat.Table), ("json", ReportFormat.Json), ("csv", ReportFormat.Csv));

    private readonly Option<string> _by;
    private readonly Option<string> _sort;
    private readonly Option<bool> _idle;
    private readonly Option<bool> _batch;
    private readonly Option<string> _frames;
    private readonly Option<string> _format;
    private readonly Option<string> _limit;
    private readonly Option<string> _color;

    public TopOptions()
        : base("View")
    {
        _by = Choice(s_tables, "The table to begin with: syscall (the default), process, thread, pool, errno, cgroup, file, peer, finding", "--by");
        _sort = Value("KEY", "What it is sorted by; see the heads of its columns", "--sort", "-s");
        _sort.CompletionSources.Add([.. SortKey.All.Select(key => key.Name)]);
        _idle = Flag("Count idle waits in shares of time: in epoll_wait, accept, nanosleep, parked threads; key w", "--idle");
        _batch = Flag("Print frames one after the other, for scripts and logs, instead of taking the screen", "--batch");
        _frames = Value("N", "With --batch: how many frames; without it until Ctrl-C or the target's end", "--frames", "-n");
        _format = Choice(s_formats, "With --batch: table (the default), json (an object a line), or csv", "--format");
        _limit = Value("N", "With --batch: at most N rows in a table; 0, the default, for all", "--limit");
        _color = Choice(ColorModes.Choices, "Colours: auto (the default), always, never", "--color");
    }

    /// <summary>What was asked for.</summary>
    public TopView Read(ParseResult parse, TerminalInfo terminal)
    {
        bool isBatch = parse.GetValue(_batch);
        bool countsIdle = parse.GetValue(_idle);
        foreach (Option<string> option in (Option<string>[])[_frames, _format, _limit])
        {
            if (!isBatch && parse.GetValue(option) is not null)
            {
                throw Usage.Error($"{option.Name} is for --batch");
            }
        }

        int table = s_tables.Parse(_by.Name, parse.GetValue(_by));
        SortKey? sort = parse.GetValue(_sort) is string key ? SortKey.Parse(key) : null;
        if (sort is not null)
        {
            // A table that cannot be sorted by it is better told now than on the screen.
            _ = TableOrder.By(TopTables.All[table], sort);
        }

        if (countsIdle && sort == SortKey.Busy)
        {
            throw Usage.Error($"{_idle.Name} counts idle waits, and {_sort.Name} {sort.Name} leaves them out");
        }

        var view = new TopView
        {
            IsBatch = isBatch,
            Table = table,
            Sort = sort,
            CountsIdle = countsIdle,
            Frames = parse.GetValue(_frames) is string frames ? WholeNumber.Parse(_frames.Name, frames, least: 1) : null,
            Format = s_formats.Parse(_format.Name, parse.GetValue(_format)),
            Limit = WholeNumber.ParseRows(_limit.Name, parse.GetValue(_limit)) ?? 0,
            Color = terminal.UseColor(ColorModes.Choices.Parse(_color.Name, parse.GetValue(_color))),
        };
        return view switch
        {
            { Format: ReportFormat.Table } => view,
            { Table: TopTables.Errors } => throw Usage.Error($"{_by.Name} errno is a table; in json and csv every row has its errnos"),
            { Table: TopTables.Findings } => throw Usage.Error($"{_by.Name} finding is a table; stat --findings has them in json"),
            _ => view,
        };
    }
}
