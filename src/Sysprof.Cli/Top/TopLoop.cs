using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Top;

/// <summary>Shows intervals as they come and does what keys say, until somebody quits.</summary>
/// <remarks>
/// It waits for no data: intervals are fetched and pages made elsewhere, one of each at a time, while keys are answered from the
/// page that there is.
/// </remarks>
internal sealed class TopLoop
{
    // What a timer can wait for is limited to some weeks.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromDays(1);

    // How long a frame waits for what is on its way, so that most keys are answered with one frame and not two.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(40);

    private readonly IScreen _screen;
    private readonly ITopSource _source;
    private readonly ModelThread _model;
    private readonly TopPainter _painter;
    private readonly TopState _state;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<KeyBinding> _keys;
    private readonly Queue<ConsoleKeyInfo> _typed = [];

    // How often the model has changed, and the state of it that the page on the screen is of.
    private long _changes;
    private long _changesInPage;

    private Task? _fetch;
    private long _fetchSince;
    private bool _hasFetched;
    private Task<TopPage>? _page;
    private long _pageSince;
    private long _changesInNextPage;

    // Since when there is something new to show; null when there is nothing.
    private long? _newSince;
    private long _secondsBehindShown;

    /// <param name="screen">Where to.</param>
    /// <param name="source">Where the intervals come from.</param>
    /// <param name="model">Gets them.</param>
    /// <param name="painter">Draws them.</param>
    /// <param name="clock">Time.</param>
    public TopLoop(IScreen screen, ITopSource source, ModelThread model, TopPainter painter, TimeProvider clock)
    {
        _screen = screen;
        _source = source;
        _model = model;
        _painter = painter;
        _state = painter.State;
        _clock = clock;
        _keys = TopKeys.With(_source.Keys);
    }

    /// <summary>Completes when no fetch goes on; what it threw, this does.</summary>
    public Task Fetch => _fetch ?? Task.CompletedTask;

    // The model uses the memory of an earlier page for the next interval: the last one has to be on the screen.
    private bool CanFetch => _fetch is null && _changesInPage == _changes;

    /// <summary>Runs until a key quits, what is watched ends, the time is up or <paramref name="stop"/> is cancelled.</summary>
    /// <param name="ended">Completes when what is watched has ended.</param>
    /// <param name="duration">When it ends by itself, or null.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<RunEnd> RunAsync(Task ended, TimeSpan? duration, CancellationToken stop)
    {
        long start = _clock.GetTimestamp();
        _newSince = start;
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

            await CollectAsync().ConfigureAwait(false);
            if (!AnswerKeys())
            {
                return RunEnd.Interrupted;
            }

            Ask();
            if (UntilFrame() == TimeSpan.Zero || UntilBehind() == TimeSpan.Zero)
            {
                Show();
            }

            if (!await WaitAsync(left, ended, stop).ConfigureAwait(false))
            {
                return RunEnd.Interrupted;
            }
        }
    }

    /// <summary>Takes what has arrived.</summary>
    private async Task CollectAsync()
    {
        if (_fetch is { IsCompleted: true })
        {
            await _fetch.ConfigureAwait(false);
            (_fetch, _hasFetched) = (null, true);
            _changes++;
        }

        if (_page is { IsCompleted: true })
        {
            TopPage page = await _page.ConfigureAwait(false);
            _page = null;
            if (_state.Offer(page))
            {
                _changesInPage = _changesInNextPage;
                _newSince ??= _clock.GetTimestamp();
                if (_hasFetched && _changesInPage == _changes)
                {
                    _hasFetched = false;
                    _source.EndFetch();
                }
            }
        }
    }

    /// <summary>Asks for what is due, where it is not on its way.</summary>
    private void Ask()
    {
        if (_page is null && (_changesInPage != _changes || !_state.IsCurrent))
        {
            TopQuery query = _state.Query;
            (_changesInNextPage, _pageSince) = (_changes, _clock.GetTimestamp());
            _page = _model.DoAsync(model => model.PageOf(query));
        }

        if (CanFetch && _source.UntilNext == TimeSpan.Zero)
        {
            _fetchSince = _clock.GetTimestamp();
            _fetch = _source.FetchAsync();
        }
    }

    /// <summary>Does what keys say, in their order; false when one quits.</summary>
    private bool AnswerKeys()
    {
        while (_screen.Events.TryRead(out ScreenEvent? happened))
        {
            _newSince ??= _clock.GetTimestamp();
            if (happened is ScreenEvent.KeyPressed { Key: var key })
            {
                _typed.Enqueue(key);
            }
        }

        // A key that moves among rows that are on their way waits for them, and with it those that were typed after it.
        while (_typed.TryPeek(out ConsoleKeyInfo key) && (_state.HasRows || !NeedsRows(key)))
        {
            _newSince ??= _clock.GetTimestamp();
            _typed.Dequeue();
            if (!Press(key))
            {
                return false;
            }
        }

        // Quitting waits for nothing, unless what was typed before may make a letter of it.
        return _state.Prompt is not null
            || !_typed.Select(ActionOf).TakeWhile(action => action is not (TopAction.Filter or TopAction.Search)).Contains(TopAction.Quit);
    }

    /// <summary>Whether a key moves among rows.</summary>
    private bool NeedsRows(ConsoleKeyInfo key) => _state.Prompt is { } prompt
        ? prompt.Action == TopAction.Search
        : !_state.ShowsHelp && ActionOf(key) is TopAction.Up or TopAction.Down or TopAction.PageUp or TopAction.PageDown
            or TopAction.First or TopAction.Last or TopAction.Open or TopAction.SearchNext;

    private TopAction? ActionOf(ConsoleKeyInfo key) => _keys.FirstOrDefault(binding => binding.Matches(key))?.Action;

    /// <summary>Does what a key says; false when it quits.</summary>
    private bool Press(ConsoleKeyInfo key)
    {
        if (_state.Prompt is not null)
        {
            _state.Type(key);
            return true;
        }

        switch (ActionOf(key))
        {
            case TopAction.Quit:
                return false;
            case null:
                break;
            case { } action when TopKeys.IsForSource(action):
                _source.Do(action);
                _changes += action == TopAction.Clear ? 1 : 0;
                break;
            case { } action:
                _state.Do(action, char.IsAsciiDigit(key.KeyChar) ? key.KeyChar - '0' : 0);
                break;
        }

        return true;
    }

    private void Show()
    {
        TopStatus status = _source.Status;
        _screen.Show(_painter.Draw(_screen.Size, status, _keys));
        (_newSince, _secondsBehindShown) = (null, status.SecondsBehind);
    }

    /// <summary>How long until what is new is shown; a little longer while more of it is on its way.</summary>
    private TimeSpan UntilFrame()
    {
        if (_newSince is not { } since)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = s_patience - _clock.GetElapsedTime(since);
        TimeSpan onItsWay = Patience();
        left = onItsWay < left ? onItsWay : left;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>How long until the header says another number of seconds that data is late.</summary>
    private TimeSpan UntilBehind()
    {
        TopStatus status = _source.Status;
        return status.SecondsBehind != _secondsBehindShown ? Patience() : status.UntilNextSecond;
    }

    /// <summary>How much longer what is on its way is waited for, from 0 on.</summary>
    private TimeSpan Patience()
    {
        TimeSpan fetch = _fetch is null ? TimeSpan.Zero : s_patience - _clock.GetElapsedTime(_fetchSince);
        TimeSpan page = _page is null ? TimeSpan.Zero : s_patience - _clock.GetElapsedTime(_pageSince);
        TimeSpan longer = fetch > page ? fetch : page;
        return longer > TimeSpan.Zero ? longer : TimeSpan.Zero;
    }

    /// <summary>Waits until something is to be done; false when the screen has gone.</summary>
    private async Task<bool> WaitAsync(TimeSpan left, Task ended, CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        TimeSpan pause = s_longestPause;
        foreach (TimeSpan other in (TimeSpan[])[left, CanFetch ? _source.UntilNext : Timeout.InfiniteTimeSpan, UntilFrame(), UntilBehind()])
        {
            pause = other != Timeout.InfiniteTimeSpan && other < pause ? other : pause;
        }

        Task due = Task.Delay(pause, _clock, cancel.Token);
        Task<bool> pressed = _screen.Events.WaitToReadAsync(cancel.Token).AsTask();
        await Task.WhenAny([due, ended, pressed, .. ((Task?[])[_fetch, _page]).OfType<Task>()]).ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        return !pressed.IsCompletedSuccessfully || await pressed.ConfigureAwait(false);
    }
}
