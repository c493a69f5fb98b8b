using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

/// <summary>What intervals that are passed over leave behind.</summary>
public sealed class SummaryTests
{
    private static readonly ThreadInfo Waiter = new(new ThreadKey(7, 8, 9), "waiter", "main", 1, "/");
    private static readonly InFlightCall Futex = new(new CallKey(SyscallAbi.X64, 202), 0, 5, BeforeStart: false);

    [Fact]
    public void A_thread_that_waits_since_before_the_range_is_in_it()
    {
        var summary = new Summary(Run());
        summary.Skip(IntervalOf(Futex));
        summary.Add(IntervalOf());

        Assert.Equal(1, summary.Calls.ThreadCount);
        Assert.Equal(Waiter, summary.Calls.Thread(0).Info);
        Assert.Equal(Futex, summary.Calls.Thread(0).InFlight);
    }

    [Fact]
    public void A_thread_that_had_come_back_before_the_range_is_not()
    {
        var summary = new Summary(Run());
        summary.Skip(IntervalOf(Futex));
        summary.Skip(IntervalOf([null]));
        summary.Add(IntervalOf());

        Assert.Equal(0, summary.Calls.ThreadCount);
    }

    [Fact]
    public void News_in_the_range_replace_what_was_before()
    {
        var summary = new Summary(Run());
        summary.Skip(IntervalOf(Futex));
        summary.Add(IntervalOf([null]));

        Assert.Equal(1, summary.Calls.ThreadCount);
        Assert.Null(summary.Calls.Thread(0).InFlight);
    }

    private static Interval IntervalOf(params InFlightCall?[] inFlight)
    {
        var calls = new CallTable();
        foreach (InFlightCall? call in inFlight)
        {
            calls.Thread(calls.AddThread(Waiter)).InFlight = call;
        }

        return new Interval { StartNs = 0, EndNs = 1, Calls = calls, Ledger = default, OwnCpuNs = 0 };
    }

    private static RunInfo Run() => new()
    {
        Host = "h",
        Kernel = "k",
        Architecture = "x86_64",
        Start = default,
        StartNs = 0,
        Target = "",
        Syscalls = "",
        NsPerCall = 0,
        Version = "",
    };
}
