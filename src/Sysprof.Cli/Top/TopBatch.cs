using Sysprof.Cli.CommandLine;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>Prints a frame for each interval, for scripts and logs.</summary>
internal sealed class TopBatch
{
    private readonly TopModel _model;
    private readonly TopState _state;
    private readonly TopPainter _painter;
    private readonly ReportSeriesWriter? _series;
    private readonly TextWriter _output;
    private readonly TopView _view;
    private readonly int _width;
    private int _frames;

    /// <param name="run">The run.</param>
    /// <param name="shown">What of it is shown at all.</param>
    /// <param name="view">How.</param>
    /// <param name="output">Where to.</param>
    /// <param name="width">Columns of a table.</param>
    public TopBatch(RunInfo run, SummaryFilter shown, TopView view, TextWriter output, int width)
    {
        _model = new TopModel(run, shown);
        _view = view;
        _output = output;
        _width = width;
        _state = new TopState(run, shown, view.Table, view.Sort, view.CountsIdle);
        _painter = new TopPainter(_state, new LineEncoder(view.Color, styles: view.Color));
        _series = view.Format == ReportFormat.Table ? null : new ReportSeriesWriter(view.Format, output);
    }

    /// <summary>Whether all frames that were asked for are printed.</summary>
    public bool IsDone => _frames >= _view.Frames;

    /// <summary>Prints the frame of an interval.</summary>
    public void Take(Interval interval)
    {
        if (IsDone)
        {
            return;
        }

        _model.Take(interval);
        _state.Refresh(_model);
        if (_series is not null)
        {
            _series.Write(_state.Page.Report);
        }
        else
        {
            string length = DurationText.Format(TimeSpan.FromMilliseconds(Math.Round(_state.Page.Now.DurationSeconds * 1000)));
            foreach (string line in _painter.DrawAll(_width, new TopStatus($"last {length}"), _view.Limit))
            {
                _output.Write(line.TrimEnd());
                _output.Write('\n');
            }

            _output.Write('\n');
        }

        _output.Flush();
        _frames++;
    }
}
