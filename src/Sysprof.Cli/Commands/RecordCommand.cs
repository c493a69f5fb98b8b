using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof record</c>: keeps what happens, interval by interval.</summary>
internal sealed class RecordCommand : CliCommand
{
    /// <summary>The recording that is written, and read, when none is named.</summary>
    public const string DefaultFile = "sysprof.rec";

    private readonly TargetOptions _target = new();
    private readonly FilterOptions _filters = new();
    private readonly RunOptions _run = new();
    private readonly CostOptions _cost = new();
    private readonly PathOptions _paths = new();
    private readonly OutputOptions _output = new($"The recording; default {DefaultFile}, - for stdout");
    private readonly Func<ParseResult, TimeSpan> _interval;

    public RecordCommand()
        : base("record", "Record system calls into a file for report")
    {
        _interval = _run.AddInterval("Length of the recording's intervals; default 1s");
        Add(_target);
        Add(_filters);
        Add(_run);
        Add(_cost);
        Add(_paths);
        Add(_output);
        Add(_target.Command);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof record -d 30s", $"the machine for 30 seconds, into {DefaultFile}"),
        new("sysprof record -p 1234,1235 -o web.rec", "two processes until Ctrl-C"),
        new("sysprof record --comm '^postgres' -d 10m -i 5s", "by name, 10 minutes in steps of 5 seconds"),
        new("sysprof record -o build.rec -- make -j8", "a command from its first instruction"),
    ];

    public override string Synopsis => "[TARGET] [FILTERS] [OPTIONS] [-- COMMAND ARG...]";

    public override IReadOnlyList<string> Notes =>
    [
        "Every call of the target is kept: -x and --errno are for report.",
        LiveCommand.SignalNote,
        LiveCommand.CommandNote,
    ];

    public override Argument<string[]> CommandAfterDashes => _target.Command;

    public override async Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        SessionOptions options = _target.Read(parse, _filters.ReadSet(parse)) with
        {
            Descriptors = _paths.Read(parse),
            Programs = true,
            MaxOverhead = _cost.ReadMaxOverhead(parse),
        };
        var plan = new RunPlan(_run.ReadDuration(parse), _interval(parse));
        string path = _output.ReadPath(parse) ?? DefaultFile;
        if (_filters.ReadFailed(parse) || _filters.ReadErrnos(parse).Count > 0)
        {
            host.Error.WriteLine("sysprof: note: every call is recorded; give -x and --errno to report");
        }

        using OutputFile? file = Open(path, _output.ReadForce(parse), host);
        RecordingSink? sink = null;
        try
        {
            return await new LiveCommand(host, options).RunAsync(
                plan,
                begin: run =>
                {
                    string name = file is null ? "standard output" : path;
                    var writer = new RecordingWriter(file?.Begin() ?? host.OpenOutput(), name, run.Run);
                    sink = new RecordingSink(writer, name, run.Run);
                    return sink.Take;
                },
                finish: () => sink!.Finish(host.Error, host.Terminal.ErrorWidth),
                cancellation).ConfigureAwait(false);
        }
        finally
        {
            sink?.Dispose();
        }
    }

    private static OutputFile? Open(string path, bool force, CliHost host)
    {
        if (!OutputFile.IsStandardOutput(path))
        {
            return OutputFile.Open(path, force, isPrivate: true);
        }

        host.RequireOutput();
        return host.Terminal.OutputIsTerminal
            ? throw Usage.Error("a recording is not for a terminal: name a file with -o, or redirect stdout")
            : null;
    }
}
