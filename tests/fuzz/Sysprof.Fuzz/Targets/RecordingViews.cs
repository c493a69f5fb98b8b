using System.Buffers;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Fuzz.Sinks;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Fuzz.Targets;

/// <summary>Shows intervals in every way, and insists on what each sink needs: see docs/decisions/0019-hostile-input.md.</summary>
/// <param name="run">The run.</param>
/// <param name="intervals">Its intervals.</param>
internal sealed class RecordingViews(RunInfo run, IReadOnlyList<Interval> intervals)
{
    private static readonly ReportFormat[] s_formats = Enum.GetValues<ReportFormat>();
    private static readonly ExpositionFormat[] s_expositions = Enum.GetValues<ExpositionFormat>();
    private static readonly TableOptions s_table = new() { Sizes = true };
    private static readonly ScreenSize s_screen = new(100, 40);

    private readonly Lazy<Summary> _summary = new(() => Sum(run, intervals));

    private Action[] All =>
    [
        .. from grouping in Enum.GetValues<GroupBy>() from format in s_formats select (Action)(() => ShowReport(grouping, format)),
        .. from format in new[] { ReportFormat.Table, ReportFormat.Json } select (Action)(() => ShowFindings(format)),
        .. from format in s_expositions select (Action)(() => ShowMetrics(format)),
        ShowTop,
    ];

    /// <summary>Shows all; throws when a view does, or when what it shows is not as it must be.</summary>
    public void ShowAll() => Array.ForEach(All, static show => show());

    /// <summary>Shows one of them.</summary>
    public void ShowOne(uint number) => All[number % All.Length]();

    private static Summary Sum(RunInfo run, IReadOnlyList<Interval> intervals)
    {
        var summary = new Summary(run);
        foreach (Interval interval in intervals)
        {
            summary.Add(interval);
        }

        return summary;
    }

    private void ShowReport(GroupBy by, ReportFormat format)
    {
        var report = new Report(_summary.Value, new ReportOptions { By = by, Operations = OperationDetail.Auto });
        Require(format, Text(output => ReportWriter.Write(report, format, output, s_table)));
        SinkText.RequirePlain(string.Join('\n', ReportFooter.Lines(report, s_table.Width)));
    }

    private void ShowFindings(ReportFormat format) => Require(
        format, Text(output => FindingsWriter.Write(_summary.Value, new ReportOptions(), format, output, new TableOptions())));

    /// <summary>The screen of top: each table after each interval, and what is behind the first row of each.</summary>
    private void ShowTop()
    {
        var model = new TopModel(run, SummaryFilter.None);
        var state = new TopState(run, SummaryFilter.None);
        var painter = new TopPainter(state, new LineEncoder(color: false, styles: false));
        foreach (Interval interval in intervals)
        {
            model.Take(interval);
            foreach (ITopTable _ in TopTables.Tabs)
            {
                Draw(painter, model);
                state.Do(TopAction.Open);
                Draw(painter, model);
                state.Do(TopAction.Back);
                state.Do(TopAction.NextTable);
            }
        }
    }

    private static void Draw(TopPainter painter, TopModel model)
    {
        painter.State.Refresh(model);
        SinkText.RequirePlain(string.Join('\n', painter.Draw(s_screen, new TopStatus("1 of 1"), TopKeys.Replay)));
    }

    private void ShowMetrics(ExpositionFormat format)
    {
        var metrics = new RunMetrics(run, new RunMetricsOptions { ByProcess = true, ByCgroup = true });
        foreach (Interval interval in intervals)
        {
            metrics.Take(interval, run.Start);
        }

        var bytes = new ArrayBufferWriter<byte>();
        IMetricWriter writer = Exposition.Begin(format, bytes);
        metrics.WriteTo(writer);
        writer.Finish();
        if (format != ExpositionFormat.Protobuf)
        {
            _ = SinkMetrics.LabelValues(bytes.WrittenSpan);
        }
    }

    private static void Require(ReportFormat format, string text)
    {
        switch (format)
        {
            case ReportFormat.Json:
                SinkJson.Read(text).Dispose();
                break;
            case ReportFormat.Csv:
                _ = SinkCsv.Read(text);
                break;
            default:
                SinkText.RequirePlain(text);
                break;
        }
    }

    private static string Text(Action<TextWriter> write)
    {
        using var output = new StringWriter();
        write(output);
        return output.ToString();
    }
}
