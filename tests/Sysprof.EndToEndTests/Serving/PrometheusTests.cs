using System.Globalization;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Targets;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>
/// What the real Prometheus makes of the metrics when it scrapes every second, with native histograms and without.
/// $SYSPROF_PROMETHEUS_SECONDS is how long; 10 unless it is set.
/// </summary>
[Collection("serving")]
public sealed class PrometheusTests(ITestOutputHelper output) : IDisposable
{
    private const string Duration = "sysprof_syscall_duration_seconds";
    private const string Sleep = "{instance=\"a\",syscall=\"clock_nanosleep\"}";
    private const string Getppid = "sysprof_syscalls_total{syscall=\"getppid\"}";
    private const string StormGetppid = "sysprof_syscalls_total{instance=\"a\",syscall=\"getppid\"}";
    private const string FewestScrapes = "min(count_over_time(up[1h]))";
    private const int Sleeps = 1009;
    private const int Attempts = 3;

    // A native bucket is so much wider than the one below it.
    private static readonly double s_nativeStep = Math.Pow(2, 1.0 / 16);

    private readonly int _seconds = int.Parse(
        Environment.GetEnvironmentVariable("SYSPROF_PROMETHEUS_SECONDS") ?? "10", CultureInfo.InvariantCulture);

    private readonly string _truth = Path.GetTempFileName();

    public void Dispose() => File.Delete(_truth);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_a_storm_every_scrape_succeeds_and_1009_sleeps_are_1009_in_the_histogram(bool isNative)
    {
        SysprofProgram.RequireRoot();
        // What a machine that others keep busy has no second for is void; nobody has that bad luck again and again.
        for (int attempt = 1; !await KeepsUpAsync(isNative); attempt++)
        {
            Assert.True(attempt < Attempts, $"in each of {Attempts} storms a scrape took longer than a second");
        }
    }

    [Fact]
    public async Task Three_instances_add_up()
    {
        SysprofProgram.RequireRoot();
        using RunningWorkload storm = await RunningWorkload.Start("spin", "2", "5s", "--linger");
        await using ServedProgram first = await ServedProgram.StartAsync("-p", $"{storm.Tgid}");
        await using ServedProgram second = await ServedProgram.StartAsync("-p", $"{storm.Tgid}", "--collector.process");
        await using ServedProgram third = await ServedProgram.StartAsync("-p", $"{storm.Tgid}", "-e", "getppid");
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([], ("a", first), ("b", second), ("c", third));
        await prometheus.BecomesAsync(FewestScrapes, scrapes => scrapes >= 2);

        storm.Go();
        Promise promise = await storm.ReadPromise();
        long made = promise.Lines.Where(line => line.Call == "getppid").Sum(line => line["calls"]);
        await prometheus.BecomesAsync($"min({Getppid})", counted => counted >= made);

        var each = await prometheus.QueryAsync(Getppid);
        Assert.Equal(["a", "b", "c"], each.Select(sample => sample.Labels["instance"]).Order());
        Assert.All(each, sample => Assert.Equal(made, sample.Value));
        // Both at one moment: rates change from one to the next.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var rates = await prometheus.QueryAsync($"rate({Getppid}[1m])", now);
        var sum = Assert.Single(await prometheus.QueryAsync($"sum by (syscall) (rate({Getppid}[1m]))", now));
        Assert.Equal(3, rates.Count(rate => rate.Value > 0));
        Assert.Equal("getppid", Assert.Single(sum.Labels, label => label.Key == "syscall").Value);
        Assert.Equal(rates.Sum(rate => rate.Value), sum.Value, 1e-9 * sum.Value);
        // Calls that the others count, too, and those that nobody made: one result for each.
        var all = await prometheus.QueryAsync("sum by (syscall) (rate(sysprof_syscalls_total[1m]))", now);
        Assert.Equal(all.Count, all.Select(sample => sample.Labels["syscall"]).Distinct().Count());
        Assert.True(all.Count > 300, $"{all.Count} system calls");
        await NoScrapeFailedAsync(prometheus);
        await storm.End();
        foreach (ServedProgram served in new[] { first, second, third })
        {
            await served.EndAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_names_of_processes_arrive_as_tables_show_them(bool isNative)
    {
        SysprofProgram.RequireRoot();
        const string name = "a\"b\\c\\x0ad {}=, #";
        using var program = new NamedProgram("a\"b\\c\nd {}=, #");
        await using ServedProgram served = await ServedProgram.StartAsync("--comm", "^a\"b", "--collector.process");
        await program.Run("counts");
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            isNative ? ["exemplar-storage", "native-histograms"] : ["exemplar-storage"], ("a", served));

        await prometheus.BecomesAsync("sum(sysprof_process_syscalls_total)", counted => counted > Sleeps);

        Assert.Equal(name, Assert.Single(await prometheus.QueryAsync("sysprof_process_syscalls_total")).Labels["comm"]);
        var exemplars = await prometheus.ExemplarsAsync(isNative ? Duration : $"{Duration}_bucket");
        Assert.NotEmpty(exemplars);
        // Of exemplars in OpenMetrics Prometheus 2.42 keeps the escapes in labels as they are.
        const string escaped = "a\\\"b\\\\c\\\\x0ad {}=, #";
        Assert.All(exemplars, exemplar =>
            Assert.True(exemplar.Labels["comm"] == name || (exemplar.Labels["comm"] == escaped && !isNative), exemplar.Labels["comm"]));
        await NoScrapeFailedAsync(prometheus);
        await served.EndAsync();
    }

    /// <summary>One storm; false when a scrape took longer than Prometheus waits, and there was nothing else.</summary>
    private async Task<bool> KeepsUpAsync(bool isNative)
    {
        using RunningWorkload storm = await RunningWorkload.Start("spin", "2", $"{_seconds}s");
        using RunningWorkload sleeper = await RunningWorkload.Start("latency", $"{Sleeps}", "10", "--truth", _truth);
        using RunningWorkload names = await RunningWorkload.Start("names", "1009");
        await using ServedProgram served = await ServedProgram.StartAsync(
            "-p", $"{storm.Tgid},{sleeper.Tgid}", "--collector.process", "--collector.cgroup");
        await using ServedProgram machine = await ServedProgram.StartAsync("--collector.process", "--collector.cgroup");
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            isNative ? ["exemplar-storage", "native-histograms"] : ["exemplar-storage"], ("a", served), ("machine", machine));
        string count = isNative ? $"histogram_count({Duration}{Sleep})" : $"{Duration}_count{Sleep}";
        await prometheus.BecomesAsync(FewestScrapes, scrapes => scrapes >= 2);
        double before = await prometheus.NumberAsync(count) ?? 0;

        storm.Go();
        // Many names come and go meanwhile on the machine.
        await Task.WhenAll(sleeper.Run(), names.Run());
        await prometheus.BecomesAsync(count, slept => slept == before + Sleeps);
        await QuantileIsRightAsync(prometheus, isNative);
        await ExemplarsTellWhoAsync(prometheus, isNative, sleeper.Tgid);
        await prometheus.BecomesAsync(FewestScrapes, scrapes => scrapes >= _seconds, TimeSpan.FromSeconds(120 + 3 * _seconds));
        await storm.End();

        long made = storm.Promise.Lines.Where(line => line.Call == "getppid").Sum(line => line["calls"]);
        await prometheus.BecomesAsync(StormGetppid, counted => counted >= made);
        Assert.Equal(made, await prometheus.NumberAsync(StormGetppid));
        Assert.Equal(0, await prometheus.NumberAsync("sum(sysprof_calls_lost_total{instance=\"a\"})"));
        if (prometheus.HasOnlyWaitedTooLong)
        {
            output.WriteLine(prometheus.Trouble());
            return false;
        }

        await NoScrapeFailedAsync(prometheus);
        // What else the machine does nobody knows: it may be more than can be kept up with.
        double? lost = await prometheus.NumberAsync("sum(sysprof_calls_lost_total{instance=\"machine\"})");
        output.WriteLine($"{made} calls of the storm; lost of the whole machine {lost}");
        await served.EndAsync();
        await machine.EndAsync();
        return true;
    }

    /// <summary>The median is in the bucket of the median that the program saw, or next to it: it looked from outside.</summary>
    private async Task QuantileIsRightAsync(PrometheusServer prometheus, bool isNative)
    {
        double[] seen = [.. File.ReadLines(_truth).Select(ns => long.Parse(ns, CultureInfo.InvariantCulture) / 1e9).Order()];
        double median = seen[Sleeps / 2];
        double? told = await prometheus.NumberAsync(
            isNative ? $"histogram_quantile(0.5, {Duration}{Sleep})" : $"histogram_quantile(0.5, {Duration}_bucket{Sleep})");
        output.WriteLine($"median {told}, as the program saw it {median}");
        Assert.NotNull(told);
        if (isNative)
        {
            Assert.InRange(told.Value, median / s_nativeStep / s_nativeStep, median * s_nativeStep);
        }
        else
        {
            // Up to 3.9 ms, 15.6 ms, 62.5 ms; on a machine that is not overloaded it is the first of these.
            double upper = Enumerable.Range(-4, 12).Select(octave => Math.Pow(4, octave)).First(bound => median <= bound);
            Assert.InRange(told.Value, upper / 4, upper);
        }
    }

    private static async Task ExemplarsTellWhoAsync(PrometheusServer prometheus, bool isNative, int tgid)
    {
        var exemplars = await prometheus.ExemplarsAsync(isNative ? $"{Duration}{Sleep}" : $"{Duration}_bucket{Sleep}");
        Assert.NotEmpty(exemplars);
        Assert.All(exemplars, exemplar =>
        {
            Assert.Equal("clock_nanosleep", exemplar.Series["syscall"]);
            Assert.Equal(["comm", "pid"], exemplar.Labels.Keys.Order());
            Assert.Equal("workload", exemplar.Labels["comm"]);
            Assert.Equal(tgid.ToString(CultureInfo.InvariantCulture), exemplar.Labels["pid"]);
            Assert.True(exemplar.Value >= 0.01, $"a sleep of 10 ms took {exemplar.Value} s");
        });
    }

    private async Task NoScrapeFailedAsync(PrometheusServer prometheus)
    {
        // A second that a busy machine did not have says nothing of the answer.
        if (!prometheus.HasOnlyWaitedTooLong)
        {
            Assert.True(prometheus.Trouble().Length == 0, prometheus.Trouble());
            Assert.Equal(1, await prometheus.NumberAsync("min(min_over_time(up[1h]))"));
        }

        var counters = await prometheus.QueryAsync("group by (__name__) ({__name__=~\".+_(total|count|bucket|sum)\"})");
        Assert.True(counters.Count > 5, $"{counters.Count} counters");
        foreach (string counter in counters.Select(counter => counter.Labels["__name__"]))
        {
            Assert.Equal((counter, 0), (counter, await prometheus.NumberAsync($"max(resets({counter}[1h]))")));
        }

        output.WriteLine(
            $"scrapes {await prometheus.NumberAsync("sum(count_over_time(up[1h]))")}, "
            + $"seconds each {await prometheus.NumberAsync("avg(avg_over_time(scrape_duration_seconds[1h]))")}, "
            + $"at the most {await prometheus.NumberAsync("max(max_over_time(scrape_duration_seconds[1h]))")}, "
            + $"samples {await prometheus.NumberAsync("max(scrape_samples_scraped)")}");
    }
}
