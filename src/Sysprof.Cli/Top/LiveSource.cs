using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>The intervals of a run that goes on. While top is paused they are counted, too.</summary>
internal sealed class LiveSource : ITopSource
{
    private static readonly TimeSpan[] s_steps =
    [
        .. ((double[])[0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60]).Select(TimeSpan.FromSeconds),
    ];

    private readonly ILiveRun _run;
    private readonly TopModel _model;
    private readonly TimeProvider _clock;
    private TimeSpan _interval;
    private long _lastTurn;

    public LiveSource(ILiveRun run, TopModel model, TimeProvider clock, TimeSpan interval)
    {
        _run = run;
        _model = model;
        _clock = clock;
        _interval = interval;
        _lastTurn = clock.GetTimestamp();
    }

    public TimeSpan UntilNext
    {
        get
        {
            TimeSpan left = _interval - _clock.GetElapsedTime(_lastTurn);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public string Status => _model.IsFrozen ? "PAUSED" : $"every {DurationText.Format(_interval)}";

    public IReadOnlyList<KeyBinding> Keys => TopKeys.Live;

    public void Advance()
    {
        _lastTurn = _clock.GetTimestamp();
        Interval interval = _run.Rotate();
        _model.Take(interval);
        _run.Recycle(interval);
    }

    public void Do(TopAction action)
    {
        switch (action)
        {
            case TopAction.Pause:
                _model.IsFrozen = !_model.IsFrozen;
                break;
            case TopAction.Clear:
                _model.Clear();
                break;
            case TopAction.Longer:
                _interval = s_steps.FirstOrDefault(step => step > _interval, _interval);
                break;
            case TopAction.Shorter:
                _interval = s_steps.LastOrDefault(step => step < _interval, _interval);
                break;
        }
    }
}
