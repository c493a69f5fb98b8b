using System.Globalization;

namespace Sysprof.Cli.Top;

/// <summary>The intervals of a recording: stepped through, played, gone back in.</summary>
internal sealed class ReplaySource : ITopSource, IDisposable
{
    private const double SlowestPlay = 1.0 / 16;
    private const double FastestPlay = 256;
    private const long JumpsInAll = 10;

    private readonly RecordedIntervals _recording;
    private readonly ModelThread _model;
    private readonly TimeProvider _clock;
    private readonly long _count;
    private readonly CancellationTokenSource _leaving = new();

    // Written by the model's thread before a fetch ends, read when it has.
    private (long Position, double Seconds) _fetched;

    // What is shown, and what is to be; of them the first one is shown first.
    private (long Position, double Seconds) _shown;
    private long _wanted = 1;
    private long _fetching;
    private long _fetchingSince;
    private long _shownAt;
    private double _speed = 1;
    private bool _isPlaying;

    /// <param name="recording">The recording, which the model's thread alone uses.</param>
    /// <param name="count">How many intervals it has, at least 1.</param>
    /// <param name="model">Gets the intervals.</param>
    /// <param name="clock">Time, for playing.</param>
    public ReplaySource(RecordedIntervals recording, long count, ModelThread model, TimeProvider clock)
    {
        _recording = recording;
        _count = count;
        _model = model;
        _clock = clock;
    }

    public TimeSpan UntilNext
    {
        get
        {
            if (_wanted != _shown.Position)
            {
                return TimeSpan.Zero;
            }

            if (!_isPlaying)
            {
                return Timeout.InfiniteTimeSpan;
            }

            TimeSpan left = TimeSpan.FromSeconds(_shown.Seconds / _speed) - _clock.GetElapsedTime(_shownAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public TopStatus Status => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_shown.Position} of {_count} {(_isPlaying ? "playing" : "paused")}{(_speed == 1 ? "" : $" {_speed:0.####}x")}"),
        _fetching > 0 ? _clock.GetElapsedTime(_fetchingSince) : null);

    public IReadOnlyList<KeyBinding> Keys => TopKeys.Replay;

    public Task FetchAsync()
    {
        // Where nothing else is wanted it plays.
        _wanted = _wanted == _shown.Position ? Math.Min(_count, _wanted + 1) : _wanted;
        (_fetching, _fetchingSince) = (_wanted, _clock.GetTimestamp());
        long wanted = _wanted;
        CancellationToken leaving = _leaving.Token;
        return _model.DoAsync(model => _fetched = _recording.Show(model, wanted, leaving));
    }

    public void EndFetch()
    {
        // The file may have become shorter.
        _wanted = _wanted == _fetching ? _fetched.Position : _wanted;
        (_shown, _shownAt, _fetching) = (_fetched, _clock.GetTimestamp(), 0);
        _isPlaying &= _shown.Position < _count;
    }

    public void Do(TopAction action)
    {
        long jump = Math.Max(1, _count / JumpsInAll);
        switch (action)
        {
            case TopAction.Pause:
                _shownAt = _clock.GetTimestamp();
                _isPlaying = !_isPlaying && _wanted < _count;
                break;
            case TopAction.StepBack:
                GoTo(_wanted - 1);
                break;
            case TopAction.StepForward:
                GoTo(_wanted + 1);
                break;
            case TopAction.JumpBack:
                GoTo(_wanted - jump);
                break;
            case TopAction.JumpForward:
                GoTo(_wanted + jump);
                break;
            case TopAction.Longer:
                _speed = Math.Max(SlowestPlay, _speed / 2);
                break;
            case TopAction.Shorter:
                _speed = Math.Min(FastestPlay, _speed * 2);
                break;
            case TopAction.Clear:
                _ = _model.DoAsync(model => model.Clear());
                break;
        }
    }

    /// <summary>Ends a fetch that goes on.</summary>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private void GoTo(long position) => _wanted = Math.Clamp(position, 1, _count);
}
