using System.ComponentModel;
using Sysprof.Cli.Running;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class RunLoopTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly JumpingClock _clock = new();
    private readonly List<Interval> _taken = [];
    private readonly FakeRun _run;

    public RunLoopTests() => _run = new FakeRun(_clock);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task When_the_time_is_up_the_last_interval_is_the_closed_one()
    {
        Assert.Equal(RunEnd.TimeUp, await RunAsync(new RunPlan(3 * Second, Second)));

        Assert.Equal([false, false, true], _taken.Select(interval => interval.Ledger.Closed));
        Assert.Equal(2, _run.Recycled);
        Assert.Equal([1.0, 1.0, 1.0], _taken.Select(interval => (interval.EndNs - interval.StartNs) * 1e-9));
    }

    [Fact]
    public async Task An_interval_as_long_as_the_run_is_the_whole_run()
    {
        Assert.Equal(RunEnd.TimeUp, await RunAsync(new RunPlan(TimeSpan.FromDays(9), TimeSpan.FromDays(9))));

        Assert.Equal(TimeSpan.FromDays(9).TotalSeconds, Assert.Single(_taken).EndNs * 1e-9 - 1, precision: 3);
    }

    [Fact]
    public async Task An_interval_that_is_refused_for_want_of_descriptors_is_part_of_the_next()
    {
        int asked = 0;
        using var run = new FakeRun(_clock)
        {
            Asked = () => _ = ++asked == 2 ? throw new SysprofException("a look", inner: new Win32Exception(24)) : 0,
        };

        Assert.Equal(RunEnd.TimeUp, await new RunLoop(run, _clock).RunAsync(
            new RunPlan(4 * Second, Second), _taken.Add, report: null, _stop.Token));
        Assert.Equal(3, asked);
        Assert.Equal([1.0, 2.0, 1.0], _taken.Select(interval => (interval.EndNs - interval.StartNs) * 1e-9));
    }

    [Fact]
    public async Task Any_other_refusal_ends_the_run()
    {
        using var run = new FakeRun(_clock) { Asked = () => throw new SysprofException("a look", inner: new Win32Exception(1)) };

        await Assert.ThrowsAsync<SysprofException>(() => new RunLoop(run, _clock).RunAsync(
            new RunPlan(4 * Second, Second), _taken.Add, report: null, _stop.Token));
    }

    [Fact]
    public async Task An_ended_target_ends_the_run()
    {
        _clock.Jumped = now => EndAfter(now, 2 * Second);

        Assert.Equal(RunEnd.TargetEnded, await RunAsync(new RunPlan(null, Second)));
        Assert.True(_run.IsStopped);

        void EndAfter(TimeSpan now, TimeSpan end)
        {
            if (now >= end)
            {
                _run.End();
            }
        }
    }

    [Fact]
    public async Task A_request_to_stop_ends_the_run_with_a_whole_result()
    {
        await _stop.CancelAsync();

        Assert.Equal(RunEnd.Interrupted, await RunAsync(new RunPlan(null, Second)));
        Assert.True(Assert.Single(_taken).Ledger.Closed);
    }

    [Fact]
    public async Task Progress_comes_several_times_a_second_and_shifts_no_interval()
    {
        var reported = new List<TimeSpan>();

        await new RunLoop(_run, _clock).RunAsync(new RunPlan(2 * Second, Second), _taken.Add, reported.Add, _stop.Token);

        Assert.Equal(8, reported.Count);
        Assert.Equal(2, _taken.Count);
    }

    [Fact]
    public async Task What_a_taker_throws_ends_the_run()
    {
        var loop = new RunLoop(_run, _clock);

        await Assert.ThrowsAsync<IOException>(
            () => loop.RunAsync(new RunPlan(null, Second), _ => throw new IOException("full"), null, _stop.Token));
    }

    private Task<RunEnd> RunAsync(RunPlan plan) =>
        new RunLoop(_run, _clock).RunAsync(plan, _taken.Add, null, _stop.Token);
}
