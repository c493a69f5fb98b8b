using System.Globalization;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Top;

/// <summary>The intervals of a recording: stepped through, played, gone back in.</summary>
internal sealed class ReplaySource : ITopSource, IDisposable
{
    private const double SlowestPlay = 1.0 / 16;
    private const double FastestPlay = 256;
    private const long JumpsInAll = 10;

    private readonly string _file;
    private readonly TopModel _model;
    private readonly TimeProvider _clock;
    private readonly long _count;
    private RecordingReader _reader;
    private IEnumerator<Interval> _intervals;
    private long _position;
    private long _shownAt;
    private double _speed = 1;
    private bool _isPlaying;

    /// <param name="file">The recording; must be one that can be read again.</param>
    /// <param name="count">How many intervals it has, at least 1.</param>
    /// <param name="model">Gets the first one at once.</param>
    /// <param name="clock">Time, for playing.</param>
    public ReplaySource(string file, long count, TopModel model, TimeProvider clock)
    {
        _file = file;
        _count = count;
        _model = model;
        _clock = clock;
        _reader = RecordingReader.Open(file);
        _intervals = _reader.ReadIntervals().GetEnumerator();
        GoTo(1);
    }

    public TimeSpan UntilNext
    {
        get
        {
            if (!_isPlaying)
            {
                return Timeout.InfiniteTimeSpan;
            }

            TimeSpan length = TimeSpan.FromSeconds(_model.Now.DurationSeconds / _speed);
            TimeSpan left = length - _clock.GetElapsedTime(_shownAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public string Status => string.Create(
        CultureInfo.InvariantCulture,
        $"{_position} of {_count} {(_isPlaying ? "playing" : "paused")}{(_speed == 1 ? "" : $" {_speed:0.####}x")}");

    public IReadOnlyList<KeyBinding> Keys => TopKeys.Replay;

    public void Advance()
    {
        GoTo(_position + 1);
        _isPlaying &= _position < _count;
    }

    public void Do(TopAction action)
    {
        long jump = Math.Max(1, _count / JumpsInAll);
        switch (action)
        {
            case TopAction.Pause:
                _shownAt = _clock.GetTimestamp();
                _isPlaying = !_isPlaying && _position < _count;
                break;
            case TopAction.StepBack:
                GoTo(_position - 1);
                break;
            case TopAction.StepForward:
                GoTo(_position + 1);
                break;
            case TopAction.JumpBack:
                GoTo(_position - jump);
                break;
            case TopAction.JumpForward:
                GoTo(_position + jump);
                break;
            case TopAction.Longer:
                _speed = Math.Max(SlowestPlay, _speed / 2);
                break;
            case TopAction.Shorter:
                _speed = Math.Min(FastestPlay, _speed * 2);
                break;
            case TopAction.Clear:
                _model.Clear();
                break;
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Shows an interval, 1 for the first. A recording is read forwards: to go back is to begin anew.</summary>
    private void GoTo(long position)
    {
        long wanted = Math.Clamp(position, 1, _count);
        if (wanted < _position)
        {
            _reader.Dispose();
            _reader = RecordingReader.Open(_file);
            _intervals = _reader.ReadIntervals().GetEnumerator();
            _position = 0;
            _model.Restart();
        }

        while (_position < wanted && _intervals.MoveNext())
        {
            _position++;
            _model.IsFrozen = _position < wanted;
            _model.Take(_intervals.Current);
        }

        _shownAt = _clock.GetTimestamp();
    }
}
