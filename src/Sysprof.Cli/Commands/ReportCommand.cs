using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof report</c>: the tables of a recording, without root, on any machine.</summary>
internal sealed class ReportCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Arity = ArgumentArity.ZeroOrOne };
    private readonly ThreadFilterOptions _threads = new();
    private readonly FilterOptions _filters = new();
    private readonly RangeOptions _range = new();
    private readonly ViewOptions _view = new();
    private readonly OutputOptions _output = new("Write to FILE instead of stdout");

    public ReportCommand()
        : base("report", "Show a recording")
    {
        Add(_file);
        Add(_threads);
        Add(_filters);
        Add(_range);
        Add(_view);
        Add(_output);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof report", $"{RecordCommand.DefaultFile} of the current directory"),
        new("sysprof report web.rec --by process -s errors", "which process fails most"),
        new("sysprof report web.rec --by peer -s p99", "whom it waited for"),
        new("sysprof report web.rec --errno EAGAIN --from 5s --to 8s", "three seconds of it, one error"),
        new("sysprof report --findings", "what is worth a look, and what to run next"),
        new("sysprof report web.rec --format json", "everything there is, for a program"),
    ];

    public override string Synopsis => "[FILE] [FILTERS] [OPTIONS]";

    public override IReadOnlyList<string> Notes =>
    [
        "FILE - is standard input.",
        "Exit code: 0; 1 when the recording is damaged or cut off: then what is whole is shown, and stderr says where it ends.",
    ];

    public override Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        SummaryFilter filter = _threads.ReadFilter(parse) with
        {
            Calls = _filters.ReadSet(parse),
            FailedOnly = _filters.ReadFailed(parse),
            Errnos = _filters.ReadErrnos(parse),
        };
        View view = _view.Read(parse, filter, host.Terminal);
        MomentRange range = _range.Read(parse);

        string path = parse.GetValue(_file) ?? DefaultFile();
        string? outputPath = _output.ReadPath(parse);
        if (FileIdentity.AreSame(InputName(path), OutputName(outputPath)))
        {
            throw Usage.Error("the report would overwrite the recording: name another file with -o");
        }

        if (path == "-" && host.Terminal.InputIsClosed)
        {
            throw new SysprofException($"reading standard input: {ClosedStream.Reason}", "redirect it, or name a file");
        }

        using RecordingReader reader = RecordingReader.Open(path);
        Summary summary = Sum(reader, range, path, host, cancellation);
        using var output = new ResultOutput(outputPath, _output.ReadForce(parse), host);
        output.Write(writer => view.Write(summary, writer, host.Error));
        return Task.FromResult((int)RecordingEnding.Tell(reader.End, reader.Name, host.Error));
    }

    private static string DefaultFile() => File.Exists(RecordCommand.DefaultFile)
        ? RecordCommand.DefaultFile
        : throw new SysprofException(
            $"reading {RecordCommand.DefaultFile}: no such file or directory",
            "make one with 'sysprof record', or name another");

    private static string InputName(string path) => path == "-" ? "/dev/stdin" : path;

    private static string OutputName(string? path) =>
        path is null || OutputFile.IsStandardOutput(path) ? "/dev/stdout" : path;

    private static Summary Sum(
        RecordingReader reader, MomentRange range, string path, CliHost host, CancellationToken cancellation)
    {
        var summary = new Summary(reader.Run);
        (long fromNs, long toNs) = range.ToNs(reader.Run, host.Clock.LocalTimeZone);
        long intervals = 0;
        long endNs = reader.Run.StartNs;
        foreach (Interval interval in reader.ReadIntervals())
        {
            cancellation.ThrowIfCancellationRequested();
            endNs = interval.EndNs;
            if (interval.StartNs >= fromNs && interval.StartNs < toNs)
            {
                summary.Add(interval);
                intervals++;
            }
            else if (intervals == 0)
            {
                summary.Skip(interval);
            }
        }

        if (intervals > 0)
        {
            return summary;
        }

        string? warning = reader.End.Warning(path);
        if (reader.End.Intervals == 0)
        {
            throw new SysprofException(warning ?? $"{path}: no interval is in it");
        }

        string length = DurationText.Format(TimeSpan.FromSeconds((endNs - reader.Run.StartNs) * 1e-9));
        throw new SysprofException($"{path}: no interval begins in this range; the recording is {length} long", warning);
    }
}
