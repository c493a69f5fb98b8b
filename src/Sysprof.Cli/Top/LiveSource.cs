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
    private readonly ModelThread _model;
    private readonly TimeProvider _clock;
    private TimeSpan _interval;

    // When the last interval was asked for, the last one that came, and the last one that is shown.
    private long _askedAt;
    private long _cameAskedAt;
    private long _shownAskedAt;

    // Written by keys, read by the model's thread when it takes an interval.
    private volatile bool _isPaused;

    public LiveSource(ILiveRun run, ModelThread model, TimeProvider clock, TimeSpan interval)
    {
        _run = run;
        _model = model;
        _clock = clock;
        _interval = interval;
        _askedAt = _cameAskedAt = _shownAskedAt = clock.GetTimestamp();
    }

    public TimeSpan UntilNext
    {
        get
        {
            TimeSpan left = _interval - _clock.GetElapsedTime(_askedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public TopStatus Status => new(
        _isPaused ? "PAUSED" : $"every {DurationText.Format(_interval)}",
        _clock.GetElapsedTime(_shownAskedAt) - _interval,
        _isPaused);

    public IReadOnlyList<KeyBinding> Keys => TopKeys.Live;

    public async Task FetchAsync()
    {
        _askedAt = _clock.GetTimestamp();
        Interval interval;
        try
        {
            interval = await DedicatedThread.RunAsync("turn", _run.Rotate).ConfigureAwait(false);
        }
        catch (Exception error) when (Shortage.IsCauseOf(error))
        {
            return; // What happened is in the next one; until it comes the screen says that it is late.
        }

        await _model.DoAsync(model =>
        {
            model.IsFrozen = _isPaused;
            model.Take(interval);
            _run.Recycle(interval);
        }).ConfigureAwait(false);
        _cameAskedAt = _askedAt;
    }

    public void EndFetch() => _shownAskedAt = _cameAskedAt;

    public void Do(TopAction action)
    {
        switch (action)
        {
            case TopAction.Pause:
                _isPaused = !_isPaused;
                break;
            case TopAction.Clear:
                _ = _model.DoAsync(model => model.Clear());
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
