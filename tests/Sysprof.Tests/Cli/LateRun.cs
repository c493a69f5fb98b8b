using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Tests.Top;
using Xunit;

namespace Sysprof.Tests.Cli;

/// <summary>A screen on a run whose interval comes when the test lets it, on a clock that the test moves on.</summary>
internal sealed partial class LateRun : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private readonly SteppedClock _clock = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _let = new(0);
    private readonly Task<int> _ended;
    private volatile Exception? _refusal;

    /// <param name="arguments">The command line.</param>
    public LateRun(params string[] arguments)
    {
        Run = new FakeRun
        {
            Asked = () =>
            {
                _asked.Release();
                _let.Wait();
                if (_refusal is { } refusal)
                {
                    throw refusal;
                }
            },
        };
        var world = new CliWorld { Clock = _clock, Terminal = CliWorld.AtTerminal, Screen = Screen, Run = Run };
        _ended = Task.Run(() => world.RunAsync(arguments));
    }

    public FakeScreen Screen { get; } = new();

    public FakeRun Run { get; }

    public bool HasEnded => _ended.IsCompleted;

    /// <summary>For how many seconds data is late, as the screen says; 0 when it says nothing.</summary>
    public long SecondsBehind => Behind().Match(Last()) is { Success: true } late
        ? long.Parse(late.Groups[1].Value, CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Time passes until the next interval is asked for and is not there: a little more than it takes.</summary>
    public async Task BecomeLateAsync()
    {
        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.True(await _asked.WaitAsync(s_patience, TestContext.Current.CancellationToken));

        // From now on a frame waits for nothing that is on its way.
        _clock.Pass(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Time passes.</summary>
    public void Pass(double seconds) => _clock.Pass(TimeSpan.FromSeconds(seconds));

    /// <summary>The interval comes, or is refused; also those that are asked for later, if there are to be more than one.</summary>
    public void Let(int intervals = 1) => _let.Release(intervals);

    /// <summary>From now on intervals are refused; null: no more.</summary>
    public void Refuse(Exception? refusal) => _refusal = refusal;

    /// <summary>Waits for a screen.</summary>
    public Task SeeAsync(string text) => BecomesAsync(() => Last().Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits for a screen without something.</summary>
    public Task SeeNoAsync(string text) => BecomesAsync(() => !Last().Contains(text, StringComparison.Ordinal), "no " + text);

    /// <summary>Waits for something to become so.</summary>
    public async Task BecomesAsync(Func<bool> holds, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_patience, $"waited in vain for {what}; the screen is\n{Last()}");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);

            // A wait that the screen had computed before the clock was moved on begins late by what it was moved.
            _clock.Pass(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>The exit code.</summary>
    public Task<int> EndAsync() => _ended.WaitAsync(s_patience, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _asked.Dispose();
        _let.Dispose();
        Screen.Dispose();
    }

    [GeneratedRegex(@"behind (\d+) s")]
    private static partial Regex Behind();

    private string Last() => Screen.Frames is [.., var last] ? TopSession.Text(last) : "";
}
