using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Sysprof.Tests.Recording;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;
using Samples = Sysprof.Tests.Recording.Samples;

namespace Sysprof.Tests.Metrics;

public sealed class RunMetricsTests
{
    private const long Minute = 60_000_000_000;

    /// <summary>Whatever happened in whatever intervals: each number is the sum of the cells' own.</summary>
    [Fact]
    public void Every_number_is_the_sum_of_the_cells() => Prop.ForAll(Intervals.Recordings.ToArbitrary(), intervals =>
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        var truth = new MetricsTruth();
        foreach (Interval interval in intervals)
        {
            metrics.Take(interval, Expositions.Noon);
            truth.Add(interval);
            truth.AssertIs(CollectedMetrics.Of(metrics));
        }
    }).Verify();

    [Fact]
    public void So_it_is_for_results_of_any_size() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        Summary summary = RandomSummary.Make(seed);
        var interval = new Interval
        {
            StartNs = summary.StartNs,
            EndNs = summary.EndNs,
            Calls = summary.Calls,
            Ledger = summary.Ledger,
            OwnCpuNs = 0,
        };
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        var truth = new MetricsTruth();
        for (int times = 0; times < 3; times++)
        {
            metrics.Take(interval, Expositions.Noon);
            truth.Add(interval);
        }

        truth.AssertIs(CollectedMetrics.Of(metrics));
    }).Verify();

    [Fact]
    public void Writing_changes_nothing()
    {
        RunMetrics metrics = Expositions.Busy(Expositions.Everything);
        Assert.Equal(Expositions.Text(metrics), Expositions.Text(metrics));
    }

    [Fact]
    public void Nothing_of_an_interval_is_kept()
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        Interval interval = At(0, new SummaryBuilder().Thread(1, 1, "a").Calls("read", 1009, 1_000));
        metrics.Take(interval, Expositions.Noon);
        string before = Expositions.Text(metrics);
        interval.Calls.Clear();

        Assert.Equal(before, Expositions.Text(metrics));
    }

    [Fact]
    public void Nothing_was_seen_yet()
    {
        CollectedMetrics idle = CollectedMetrics.Of(Expositions.Idle(Expositions.Everything));

        Assert.Empty(idle.Histograms);
        Assert.DoesNotContain(RunFamilies.Calls.Name, idle.Families.Keys);
        Assert.Equal(0, idle["sysprof_syscalls_in_flight{}"]);
        Assert.Equal(0, idle["sysprof_calls_lost_total{reason=\"ring_full\"}"]);
        Assert.Equal(4, idle.SeriesOf(RunFamilies.Overflow).Count);
        Assert.All(idle.SeriesOf(RunFamilies.Overflow).Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Expected_calls_are_there_before_the_first_of_them()
    {
        CallKey read = new(SyscallAbi.X64, 0);
        RunMetrics metrics = Expositions.Idle(new RunMetricsOptions { Expected = [read, new(SyscallAbi.X64, 39), read] });

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(
            new Dictionary<string, double> { ["syscall=\"getpid\""] = 0, ["syscall=\"read\""] = 0 },
            collected.SeriesOf(RunFamilies.Calls));
        Assert.Equal(["syscall=\"read\""], collected.SeriesOf(RunFamilies.Bytes).Keys);
        Assert.Empty(collected.Histograms);
    }

    [Fact]
    public void A_cgroup_of_which_the_path_is_not_known_has_a_name_that_no_path_has()
    {
        CollectedMetrics collected = CollectedMetrics.Of(Expositions.Small("a", cgroup: "", options: Expositions.Everything));

        Assert.Equal(3, collected["sysprof_cgroup_syscalls_total{cgroup=\"unknown\"}"]);
        Assert.Equal(1, collected["sysprof_cgroup_info{cgroup=\"unknown\",container_id=\"\",pod_uid=\"\",unit=\"\"}"]);
    }

    [Fact]
    public void A_process_without_a_name_has_a_series()
    {
        CollectedMetrics collected = CollectedMetrics.Of(Expositions.Small("", options: Expositions.Everything));
        Assert.Equal(3, collected["sysprof_process_syscalls_total{comm=\"\"}"]);
    }

    [Fact]
    public void Calls_of_another_table_have_its_name()
    {
        RunMetrics metrics = new(Samples.Run, new RunMetricsOptions());
        metrics.Take(
            At(0, new SummaryBuilder().Thread(1, 1, "old")
                .Calls("getpid", 3, 100).Calls("getpid", 5, 100, abi: SyscallAbi.Ia32).Calls("getpid", 7, 100, abi: SyscallAbi.X32)),
            Expositions.Noon);

        Assert.Equal(
            new Dictionary<string, double>
            {
                ["syscall=\"getpid\""] = 3,
                ["syscall=\"ia32:getpid\""] = 5,
                ["syscall=\"x32:getpid\""] = 7,
            },
            CollectedMetrics.Of(metrics).SeriesOf(RunFamilies.Calls));
    }

    /// <summary>10,000 threads that wait make 10,000 seconds a second: what 64 bits of nanoseconds hold is full in 11 days.</summary>
    [Fact]
    public void Times_do_not_overflow()
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        Interval days = At(0, new SummaryBuilder().Thread(1, 1, "waiter").Calls("futex", 1_000_000, 5_000_000_000_000, waits: true));
        for (int times = 0; times < 5; times++)
        {
            metrics.Take(days, Expositions.Noon);
        }

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(2.5e10, collected.Histograms["sysprof_syscall_duration_seconds{syscall=\"futex\"}"].SumSeconds);
        Assert.Equal(2.5e10, collected["sysprof_syscall_blocked_seconds_total{syscall=\"futex\"}"]);
        Assert.Equal(2.5e10, collected["sysprof_process_syscall_blocked_seconds_total{comm=\"waiter\"}"]);
    }

    [Fact]
    public void Calls_that_never_return_have_no_latency()
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        metrics.Take(At(0, new SummaryBuilder().Thread(1, 1, "a").NeverReturns("exit_group").Ended()), Expositions.Noon);

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(1, collected["sysprof_syscalls_total{syscall=\"exit_group\"}"]);
        Assert.Equal(1, collected["sysprof_process_syscalls_total{comm=\"a\"}"]);
        Assert.Empty(collected.Histograms);
    }

    [Fact]
    public void The_account_is_that_of_the_whole_run()
    {
        RunMetrics metrics = new(Samples.Run, new RunMetricsOptions());
        for (int second = 0; second < 3; second++)
        {
            metrics.Take(
                At(second, new SummaryBuilder(), ledger => ledger with { Lost = 5, Denied = 3, Skipped = 2, OpenAtStart = 1 }),
                Expositions.Noon);
        }

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(15, collected.Sum(RunFamilies.Lost));
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["reason=\"denied\""] = 9,
                ["reason=\"skipped\""] = 6,
                ["reason=\"open_at_start\""] = 3,
                ["reason=\"cut\""] = 0,
            },
            collected.SeriesOf(RunFamilies.Unmatched));
    }

    private static Interval At(int minute, SummaryBuilder builder, Func<Ledger, Ledger>? change = null) => builder.BuildInterval(
        Samples.Run.StartNs + minute * Minute, Samples.Run.StartNs + (minute + 1) * Minute, 0, change);
}
