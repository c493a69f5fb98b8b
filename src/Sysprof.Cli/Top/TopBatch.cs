using Sysprof.Cli.CommandLine;
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

    /// <param name="model">Shows the run.</param>
    /// <param name="view">How.</param>
    /// <param name="output">Where to.</param>
    /// <param name="width">Columns of a table.</param>
    public TopBatch(TopModel model, TopView view, TextWriter output, int width)
    {
        _model = model;
        _view = view;
        _output = output;
        _width = width;
        _state = new TopState(model, view.Table, view.Sort, view.CountsIdle);
        _painter = new TopPainter(model, _state, new LineEncoder(view.Color, styles: view.Color));
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
        if (_series is not null)
        {
            _series.Write(_state.Report);
        }
        else
        {
            string length = DurationText.Format(TimeSpan.FromMilliseconds(Math.Round(_model.Now.DurationSeconds * 1000)));
            foreach (string line in _painter.DrawAll(_width, $"last {length}", _view.Limit))
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
