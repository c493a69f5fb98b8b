using System.CommandLine;
using System.CommandLine.Parsing;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof top</c>: which thread does what, now; or then, of a recording.</summary>
internal sealed class TopCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Arity = ArgumentArity.ZeroOrOne };
    private readonly TargetOptions _target = new();
    private readonly FilterOptions _filters = new();
    private readonly RunOptions _run = new();
    private readonly CostOptions _cost = new();
    private readonly TopOptions _view = new();
    private readonly Func<ParseResult, TimeSpan> _interval;

    public TopCommand()
        : base("top", "Watch system calls live: who makes which, how long they take, what everybody waits for")
    {
        _interval = _run.AddInterval("Time between frames; default 1s");
        Add(_file);
        Add(_target);
        Add(_filters);
        Add(_run);
        Add(_cost);
        Add(_view);
        Add(_target.Command);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof top", "the machine; F1 shows the keys"),
        new("sysprof top -p 1234 --by thread", "the threads of a process, and what each is in"),
        new("sysprof top -e %network -x", "network calls that fail"),
        new("sysprof top sysprof.rec", "a recording, interval by interval"),
        new("sysprof top --batch -n 3 --format json", "three seconds for a script, an object a line"),
    ];

    public override string Synopsis => "[FILE | TARGET] [FILTERS] [OPTIONS] [-- COMMAND ARG...]";

    public override IReadOnlyList<string> Notes =>
    [
        "With FILE a recording is shown, without root; TARGET then says whose calls of it.",
        "With -- COMMAND top ends with the command and exits with its code. What the command prints is shown when the screen is given back.",
    ];

    public override Argument<string[]> CommandAfterDashes => _target.Command;

    public override async Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        TopView view = _view.Read(parse, host.Terminal);
        (string? file, string[] command) = ReadOperands(parse);
        var filter = new SummaryFilter { FailedOnly = _filters.ReadFailed(parse), Errnos = _filters.ReadErrnos(parse) };
        TimeSpan interval = _interval(parse);
        if (file is null)
        {
            SessionOptions options = _target.Read(parse, _filters.ReadSet(parse), command) with
            {
                Descriptors = true,
                Programs = true,
                MaxOverhead = _cost.ReadMaxOverhead(parse),
            };
            var watch = new LiveTop(host, options, view, filter, new RunPlan(_run.ReadDuration(parse), interval));
            return await (view.IsBatch ? watch.PrintAsync(cancellation) : watch.ShowAsync(cancellation)).ConfigureAwait(false);
        }

        _target.RefuseForRecording(parse);
        _run.RefuseForRecording(parse);
        _cost.RefuseForRecording(parse);
        SummaryFilter recorded = _target.ReadFilter(parse) with
        {
            Calls = _filters.ReadSet(parse),
            FailedOnly = filter.FailedOnly,
            Errnos = filter.Errnos,
        };
        var replay = new RecordedTop(host, file, view, recorded);
        return await (view.IsBatch ? replay.PrintAsync(cancellation) : replay.ShowAsync(cancellation)).ConfigureAwait(false);
    }

    /// <summary>The word before <c>--</c> is a recording, those behind it a command.</summary>
    private (string? File, string[] Command) ReadOperands(ParseResult parse)
    {
        string[] command = parse.GetValue(_target.Command) ?? [];
        string[] words = parse.GetValue(_file) is string first ? [first, .. command] : command;
        int dashes = parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        int behind = Math.Max(0, parse.Tokens.Count - dashes - 1);
        return (words.Length - behind) switch
        {
            0 => (null, words),
            _ when behind == 0 => (words[0], []),
            _ => throw Usage.Error($"the recording {words[0]} and a command cannot be combined"),
        };
    }
}
