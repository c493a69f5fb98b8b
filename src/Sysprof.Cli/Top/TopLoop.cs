using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Top;

/// <summary>Shows intervals as they come and does what keys say, until somebody quits.</summary>
internal sealed class TopLoop
{
    // What a timer can wait for is limited to some weeks.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromDays(1);

    private readonly IScreen _screen;
    private readonly ITopSource _source;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<KeyBinding> _keys;
    private readonly TopState _state;
    private readonly TopPainter _painter;

    /// <param name="screen">Where to.</param>
    /// <param name="source">Where the intervals come from.</param>
    /// <param name="model">Gets them.</param>
    /// <param name="view">How they are shown at first.</param>
    /// <param name="clock">Time.</param>
    public TopLoop(IScreen screen, ITopSource source, TopModel model, TopView view, TimeProvider clock)
    {
        _screen = screen;
        _source = source;
        _clock = clock;
        _keys = TopKeys.With(_source.Keys);
        _state = new TopState(model, view.Table, view.Sort, view.CountsIdle);
        _painter = new TopPainter(model, _state, new LineEncoder(view.Color));
    }

    /// <summary>Runs until a key quits, what is watched ends, the time is up or <paramref name="stop"/> is cancelled.</summary>
    /// <param name="ended">Completes when what is watched has ended.</param>
    /// <param name="duration">When it ends by itself, or null.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<RunEnd> RunAsync(Task ended, TimeSpan? duration, CancellationToken stop)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            TimeSpan left = (duration ?? TimeSpan.MaxValue) - _clock.GetElapsedTime(start);
            if (ended.IsCompleted)
            {
                return RunEnd.TargetEnded;
            }

            if (stop.IsCancellationRequested || left <= TimeSpan.Zero)
            {
                return left <= TimeSpan.Zero ? RunEnd.TimeUp : RunEnd.Interrupted;
            }

            if (_source.UntilNext == TimeSpan.Zero)
            {
                _source.Advance();
            }

            _screen.Show(_painter.Draw(_screen.Size, _source.Status, _keys));
            if (!await WaitAsync(left, ended, stop).ConfigureAwait(false))
            {
                return RunEnd.Interrupted;
            }

            while (_screen.Events.TryRead(out ScreenEvent? happened))
            {
                if (happened is ScreenEvent.KeyPressed { Key: var key } && !Press(key))
                {
                    return RunEnd.Interrupted;
                }
            }
        }
    }

    /// <summary>Waits until something is to be done; false when the screen has gone.</summary>
    private async Task<bool> WaitAsync(TimeSpan left, Task ended, CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        TimeSpan pause = _source.UntilNext == Timeout.InfiniteTimeSpan || _source.UntilNext > left ? left : _source.UntilNext;
        Task due = Task.Delay(pause > s_longestPause ? s_longestPause : pause, _clock, cancel.Token);
        Task<bool> pressed = _screen.Events.WaitToReadAsync(cancel.Token).AsTask();
        await Task.WhenAny(due, ended, pressed).ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        return !pressed.IsCompletedSuccessfully || await pressed.ConfigureAwait(false);
    }

    /// <summary>Does what a key says; false when it quits.</summary>
    private bool Press(ConsoleKeyInfo key)
    {
        if (_state.Prompt is not null)
        {
            _state.Type(key);
            return true;
        }

        switch (_keys.FirstOrDefault(binding => binding.Matches(key))?.Action)
        {
            case TopAction.Quit:
                return false;
            case null:
                break;
            case { } action when TopKeys.IsForSource(action):
                _source.Do(action);
                break;
            case { } action:
                _state.Do(action, char.IsAsciiDigit(key.KeyChar) ? key.KeyChar - '0' : 0);
                break;
        }

        return true;
    }
}
