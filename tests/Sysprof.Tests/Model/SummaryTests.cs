using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

/// <summary>What intervals that are passed over leave behind.</summary>
public sealed class SummaryTests
{
    private static readonly ThreadInfo Waiter = new(new ThreadKey(7, 8, 9), "waiter", "main", 1, "/");
    private static readonly InFlightCall Futex = new(new CallKey(SyscallAbi.X64, 202), 0, 5, BeforeStart: false);
    private static readonly InFlightCall s_idle = Futex with { Wait = CallWait.Idle };
    private static readonly ThreadInfo s_described = Waiter with { Program = new ProgramInfo(ProgramKind.Go, "Go", "1.24") };

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_time_of_a_thread_that_waits_is_known_after_a_row_that_only_says_what_it_runs(bool isSkipped)
    {
        var summary = new Summary(Run());
        summary.Skip(Second(0, new ThreadRow { InFlight = s_idle, UntilNs = 600 }));
        Interval late = Second(1, new ThreadRow { InFlight = s_idle, Info = s_described });
        (isSkipped ? summary.Skip : (Action<Interval>)summary.Add)(late);
        summary.Add(Second(2));

        ThreadRow thread = summary.Calls.Thread(0);
        Assert.Equal(s_described, thread.Info);
        Assert.Equal((3000, isSkipped ? 1000 : 2000), (thread.UntilNs, thread.Time.IdleNs));
    }

    [Fact]
    public void The_time_of_a_thread_in_no_call_is_known_after_a_row_that_only_says_what_it_runs()
    {
        var summary = new Summary(Run());
        summary.Skip(Second(0, new ThreadRow { UntilNs = 600 }));
        summary.Skip(Second(1, new ThreadRow { Info = s_described }));
        var time = new ThreadTime { CpuNs = 200, UserNs = 200 };
        summary.Add(Second(2, new ThreadRow { Info = s_described, UntilNs = 2300, Time = time }));

        ThreadRow thread = summary.Calls.Thread(0);
        Assert.Equal((3000, 200, 800), (thread.UntilNs, thread.Time.UserNs, thread.Time.ReadyNs));
    }

    private static Interval Second(int number, params ThreadRow[] rows)
    {
        var calls = new CallTable();
        foreach (ThreadRow row in rows)
        {
            ref ThreadRow thread = ref calls.Thread(calls.AddThread(row.Info ?? Waiter));
            (thread.InFlight, thread.Time, thread.UntilNs) = (row.InFlight, row.Time, row.UntilNs);
        }

        return new Interval
        {
            StartNs = number * 1000,
            EndNs = (number + 1) * 1000,
            Calls = calls,
            Ledger = default,
            OwnCpuNs = 0,
        };
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
