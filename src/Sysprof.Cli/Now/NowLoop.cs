using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;

namespace Sysprof.Cli.Now;

/// <summary>Shows a frame after the other on a screen until somebody leaves. It waits for no look: each is on a thread of its own.</summary>
/// <param name="screen">Where to.</param>
/// <param name="look">Makes the next frame for a screen of some size. Called on another thread, once at a time.</param>
/// <param name="view">How often, and how.</param>
/// <param name="clock">Time.</param>
internal sealed class NowLoop(IScreen screen, Func<ScreenSize, NowPage> look, NowView view, TimeProvider clock)
{
    private const char Escape = '\u001b';

    private Task<NowPage>? _look;
    private NowPage? _page;

    // When the last look began, and the one that is shown.
    private long _askedAt = clock.GetTimestamp();
    private long _shownAskedAt = clock.GetTimestamp();
    private long _secondsBehindShown;

    /// <summary>Completes when no look goes on; what it threw, this does.</summary>
    public Task Look => _look ?? Task.CompletedTask;

    private TimeSpan UntilNext => view.Interval - clock.GetElapsedTime(_askedAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private TopStatus Status => new("", clock.GetElapsedTime(_shownAskedAt) - view.Interval);

    /// <summary>Runs until a key leaves, the screen has gone, the target ends or <paramref name="stop"/> is cancelled.</summary>
    /// <param name="ended">Completes when the target has ended.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<RunEnd> RunAsync(Task ended, CancellationToken stop)
    {
        Show();
        while (!stop.IsCancellationRequested && await WaitAsync(ended, stop).ConfigureAwait(false))
        {
            if (ended.IsCompleted)
            {
                return RunEnd.TargetEnded;
            }

            bool isNew = Status.SecondsBehind != _secondsBehindShown;
            while (screen.Events.TryRead(out ScreenEvent? happened))
            {
                isNew = true;
                if (happened is ScreenEvent.KeyPressed { Key.KeyChar: 'q' or 'Q' or Escape })
                {
                    return RunEnd.Interrupted;
                }
            }

            if (_look is { IsCompleted: true } look)
            {
                _look = null;
                // For want of descriptors or memory: it is late until the next one comes.
                if (look.Exception is not { } failure || !Shortage.IsCauseOf(failure))
                {
                    _page = await look.ConfigureAwait(false);
                    (_shownAskedAt, isNew) = (_askedAt, true);
                }
            }

            if (isNew)
            {
                Show();
            }
        }

        return RunEnd.Interrupted;
    }

    /// <summary>Waits until something is to be done, and begins to look when it is time; false when the screen has gone.</summary>
    private async Task<bool> WaitAsync(Task ended, CancellationToken stop)
    {
        if (_look is null && UntilNext == TimeSpan.Zero)
        {
            ScreenSize size = screen.Size;
            _askedAt = clock.GetTimestamp();
            _look = DedicatedThread.RunAsync("look", () => look(size));
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task due = Task.Delay(_look is null ? UntilNext : Status.UntilNextSecond, clock, cancel.Token);
        Task<bool> pressed = screen.Events.WaitToReadAsync(cancel.Token).AsTask();
        await Task.WhenAny([due, ended, pressed, .. ((Task?[])[_look]).OfType<Task>()]).ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        return !pressed.IsCompletedSuccessfully || await pressed.ConfigureAwait(false);
    }

    private void Show()
    {
        ScreenSize size = screen.Size;
        _secondsBehindShown = Status.SecondsBehind;
        string late = Status.BehindText;
        screen.Show(_page is null
            ? [new NowTable(view, size.Columns).WaitingLine(late)]
            : _page.Fit(size.Rows, late));
    }
}
