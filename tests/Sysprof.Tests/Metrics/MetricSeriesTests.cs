using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;
using Samples = Sysprof.Tests.Recording.Samples;

namespace Sysprof.Tests.Metrics;

/// <summary>Which names have a series of their own, for how long, and where the others are counted.</summary>
public sealed class MetricSeriesTests
{
    private const long Minute = 60_000_000_000;

    [Fact]
    public void Five_thousand_names_have_a_hundred_series_and_exact_sums()
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        for (int second = 0; second < 5; second++)
        {
            metrics.Take(Named(second, [.. Enumerable.Range(second * 1000, 1000).Select(i => ($"p{i}", i % 7 + 1L))]), Expositions.Noon);
        }

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        double calls = Enumerable.Range(0, 5000).Sum(i => i % 7 + 1);
        Assert.Equal(calls, collected["sysprof_syscalls_total{syscall=\"read\"}"]);
        Assert.Equal(calls, collected.Sum(RunFamilies.Process.Calls));
        Assert.Equal(calls, collected.Sum(RunFamilies.Cgroup.Calls));
        Assert.Equal(calls, collected.HistogramsOf(RunFamilies.Process.Duration).Sum(histogram => histogram.Count));
        Assert.Equal(RunMetrics.MostProcesses + 1, collected.SeriesOf(RunFamilies.Process.Calls).Count);
        Assert.Equal(RunMetrics.MostCgroups + 1, collected.SeriesOf(RunFamilies.Cgroup.Calls).Count);
        Assert.Equal(RunMetrics.MostCgroups, collected.SeriesOf(RunFamilies.CgroupInfo).Count);
        Assert.Equal(4900, collected["sysprof_series_overflow_total{metric=\"sysprof_process_syscalls_total\"}"]);
        Assert.Equal(4500, collected["sysprof_series_overflow_total{metric=\"sysprof_cgroup_syscalls_total\"}"]);
    }

    /// <summary>A minute is an interval here: names come, are gone for long, lose their series and come back.</summary>
    [Fact]
    public void No_counter_falls_whoever_ends() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        var truth = new MetricsTruth();
        CollectedMetrics before = CollectedMetrics.Of(metrics);
        for (int minute = 0; minute < 40; minute++)
        {
            Interval interval = RandomMinute(random, minute);
            metrics.Take(interval, Expositions.Noon.AddMinutes(minute));
            truth.Add(interval);
            CollectedMetrics after = CollectedMetrics.Of(metrics);
            Dictionary<string, double> counters = after.Counters();
            foreach ((string series, double value) in before.Counters())
            {
                Assert.True(counters.GetValueOrDefault(series, double.MaxValue) >= value, $"minute {minute}: {series} fell");
            }

            truth.AssertIs(after);
            Assert.InRange(after.SeriesOf(RunFamilies.Process.Calls).Count, 0, RunMetrics.MostProcesses + 1);
            before = after;
        }

        Assert.True(before["sysprof_series_overflow_total{metric=\"sysprof_process_syscalls_total\"}"] > 0);
    }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(10));

    [Fact]
    public void A_name_that_comes_back_when_places_are_looked_for_keeps_its_series()
    {
        RunMetrics metrics = Full();
        // Everybody was gone for long. A newcomer needs a place before p7 is at its turn in the table.
        metrics.Take(Named(11, [("new", 1), ("p7", 1)], ends: true), Expositions.Noon);

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(1010, collected["sysprof_process_syscalls_total{comm=\"p7\"}"]);
        Assert.Equal(1, collected["sysprof_process_syscalls_total{comm=\"new\"}"]);
        Assert.Equal(99 * 1009, collected["sysprof_process_syscalls_total{comm=\"other\"}"]);
        Assert.Equal(0, collected["sysprof_series_overflow_total{metric=\"sysprof_process_syscalls_total\"}"]);
    }

    [Fact]
    public void A_place_is_not_given_away_before_its_time()
    {
        RunMetrics metrics = Full();
        metrics.Take(Named(10, ("new", 1)), Expositions.Noon);

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(1009, collected["sysprof_process_syscalls_total{comm=\"p7\"}"]);
        Assert.Equal(1, collected["sysprof_process_syscalls_total{comm=\"other\"}"]);
        Assert.Equal(1, collected["sysprof_series_overflow_total{metric=\"sysprof_process_syscalls_total\"}"]);
    }

    [Fact]
    public void Who_lives_and_is_silent_keeps_its_series()
    {
        RunMetrics metrics = Full(ends: false);
        metrics.Take(Named(60, ("new", 1)), Expositions.Noon);
        Assert.Equal(101, CollectedMetrics.Of(metrics).SeriesOf(RunFamilies.Process.Calls).Count);

        // They end after an hour of silence: their time begins there.
        metrics.Take(Named(61, [.. Enumerable.Range(0, 100).Select(i => ($"p{i}", 0L))], ends: true), Expositions.Noon);
        metrics.Take(Named(62, ("newer", 1)), Expositions.Noon);
        Assert.Equal(101, CollectedMetrics.Of(metrics).SeriesOf(RunFamilies.Process.Calls).Count);

        metrics.Take(Named(72, ("newer", 1)), Expositions.Noon);
        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(["comm=\"newer\"", "comm=\"other\""], collected.SeriesOf(RunFamilies.Process.Calls).Keys);
        Assert.Equal(100 * 1009 + 3, collected.Sum(RunFamilies.Process.Calls));
    }

    [Fact]
    public void A_process_called_as_the_shared_series_is_counted_there()
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        metrics.Take(Named(0, ("other", 23), ("a", 7)), Expositions.Noon);
        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(23, collected["sysprof_process_syscalls_total{comm=\"other\"}"]);
        Assert.Equal(0, collected["sysprof_series_overflow_total{metric=\"sysprof_process_syscalls_total\"}"]);

        metrics.Take(Named(1, [.. Enumerable.Range(0, 100).Select(i => ($"p{i}", 1L))]), Expositions.Noon);
        collected = CollectedMetrics.Of(metrics);
        Assert.Equal(24, collected["sysprof_process_syscalls_total{comm=\"other\"}"]);
        Assert.Equal(130, collected.Sum(RunFamilies.Process.Calls));
    }

    [Fact]
    public void Unknown_numbers_have_so_many_series_and_a_shared_one()
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        for (int second = 0; second < 2; second++)
        {
            var builder = new SummaryBuilder().Thread(1, 1, "fuzzer");
            for (int number = 0; number < 50; number++)
            {
                builder.Calls(new CallKey(SyscallAbi.X64, 10_000 + number), 7, 100);
            }

            builder.Calls(new CallKey(SyscallAbi.X64, CallAggregator.OtherUnknownNumber), 11, 100);
            builder.Calls(new CallKey(SyscallAbi.Ia32, CallAggregator.OtherUnknownNumber), 13, 100);
            metrics.Take(At(second, builder), Expositions.Noon);
        }

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(RunMetrics.MostUnknownCalls + 1, collected.SeriesOf(RunFamilies.Calls).Count);
        Assert.Equal(14, collected["sysprof_syscalls_total{syscall=\"syscall_10049\"}"]);
        Assert.Equal(18 * 14 + 48, collected["sysprof_syscalls_total{syscall=\"other\"}"]);
        Assert.Equal(18 * 14 + 48, collected.Histograms["sysprof_syscall_duration_seconds{syscall=\"other\"}"].Count);
        Assert.Equal(18, collected["sysprof_series_overflow_total{metric=\"sysprof_syscalls_total\"}"]);
    }

    [Fact]
    public void Failures_beyond_the_limit_are_counted_together()
    {
        RunMetrics metrics = new(Samples.Run, new RunMetricsOptions());
        var calls = new CallTable();
        int row = calls.AddThread(Samples.Thread(1, "fuzzer"));
        Samples.Call(calls, row, 0, 4095, [(100, 4095)], [.. Enumerable.Range(1, 4095).Select(errno => (errno, 1L))]);
        metrics.Take(Samples.Of(0, calls), Expositions.Noon);
        metrics.Take(Samples.Of(1, calls), Expositions.Noon);

        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        Assert.Equal(RunMetrics.MostErrorSeries + 1, collected.SeriesOf(RunFamilies.Errors).Count);
        Assert.Equal(2 * 4095, collected.Sum(RunFamilies.Errors));
        Assert.Equal(2 * 3095, collected["sysprof_syscall_errors_total{syscall=\"other\",errno=\"other\"}"]);
        Assert.Equal(3095, collected["sysprof_series_overflow_total{metric=\"sysprof_syscall_errors_total\"}"]);
    }

    /// <summary>All places of processes taken at minute 0.</summary>
    private static RunMetrics Full(bool ends = true)
    {
        RunMetrics metrics = new(Samples.Run, Expositions.Everything);
        metrics.Take(Named(0, [.. Enumerable.Range(0, 100).Select(i => ($"p{i}", 1009L))], ends), Expositions.Noon);
        return metrics;
    }

    private static Interval Named(int minute, params (string Name, long Calls)[] processes) => Named(minute, processes, ends: false);

    /// <summary>A process of each name, which has a cgroup of that name.</summary>
    private static Interval Named(int minute, (string Name, long Calls)[] processes, bool ends)
    {
        var builder = new SummaryBuilder();
        foreach ((string name, long calls) in processes)
        {
            int tgid = TgidOf(name);
            builder.Thread(tgid, tgid, name, cgroup: "/" + name);
            if (calls > 0)
            {
                builder.Calls("read", calls, 1_000);
            }

            if (ends)
            {
                builder.Ended();
            }
        }

        return At(minute, builder);
    }

    /// <summary>Equal names are the same process.</summary>
    private static int TgidOf(string name) =>
        name.Aggregate(1, (number, character) => unchecked(number * 31 + character) & int.MaxValue);

    private static Interval RandomMinute(Random random, int minute)
    {
        var builder = new SummaryBuilder();
        foreach (int process in Enumerable.Range(0, 30).Select(_ => random.Next(400)).Distinct())
        {
            builder.Thread(1 + process, 1 + process, "t", $"p{process}", $"/c{process % 7}", (ulong)minute)
                .Calls("read", random.Next(1, 100), 1L << random.Next(40), waits: random.Next(2) == 0)
                .Errors("read", "EAGAIN", 1);
            if (random.Next(10) > 0)
            {
                builder.NeverReturns("exit").Ended();
            }
        }

        return At(minute, builder);
    }

    private static Interval At(int minute, SummaryBuilder builder, Func<Ledger, Ledger>? change = null) => builder.BuildInterval(
        Samples.Run.StartNs + minute * Minute, Samples.Run.StartNs + (minute + 1) * Minute, 0, change);
}
