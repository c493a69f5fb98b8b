using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Findings;
using Xunit;

namespace Sysprof.KernelTests.Findings;

/// <summary>For each rule a program that it is about, and one that is close to it and fine.</summary>
public sealed class HabitTests
{
    // A thread that gets no CPU for long is on a busy machine what it says: no other finding is.
    private const string SlowestCall = "slowest-call";

    [Theory]
    [InlineData("empty_reads", "empty-reads", 10007)]
    [InlineData("tiny_writes", "tiny-transfers", 10007)]
    [InlineData("missing_files", "missing-files", 10007)]
    [InlineData("refused_peers", "refused-peers", 101)]
    [InlineData("even_sleeps", "sleep-poll", 503)]
    [InlineData("empty_polls", "sleep-poll", 503)]
    [InlineData("many_yields", "yield-storm", 10007)]
    [InlineData("contended", "lock-contention", null)]
    [InlineData("slow_syncs", "sync-tail", null)]
    [InlineData("growing_maps", "mapping-growth", 1511)]
    [InlineData("churning_maps", "memory-churn", 10007)]
    [InlineData("slow_open", SlowestCall, 102)]
    [InlineData("kernel_clock", "clock-fallback", 10007)]
    public async Task A_bad_habit_is_found(string habit, string rule, int? calls)
    {
        TracedRun run = await TracedRun.AttachedToProcess("habits", habit);

        run.AssertPromiseKept();
        Finding finding = Assert.Single(Others(run, rule));
        Assert.Equal(rule, finding.Rule);
        Assert.Contains(finding.Threads, thread => thread.Who.Process == "workload");
        if (calls is { } exact)
        {
            Assert.Equal(exact, finding.Evidence[0].Value);
            Assert.Equal(exact, Assert.Single(finding.Threads).Calls);
        }
    }

    [Theory]
    [InlineData("found_reads", "")]
    [InlineData("large_writes", "")]
    [InlineData("counters", "")]
    [InlineData("messages", "")]
    [InlineData("some_files", "")]
    [InlineData("taken_peers", "")]
    [InlineData("uneven_sleeps", "")]
    [InlineData("full_polls", "")]
    [InlineData("few_yields", "")]
    [InlineData("parked", "")]
    [InlineData("quick_syncs", "")]
    [InlineData("paired_maps", "")]
    [InlineData("waiting_read", SlowestCall)]
    [InlineData("thread_clock", "")]
    public async Task What_is_close_to_one_and_fine_is_not_found(string habit, string rule)
    {
        TracedRun run = await TracedRun.AttachedToProcess("habits", habit);

        run.AssertPromiseKept();
        Assert.Empty(Others(run, rule));
    }

    private static IEnumerable<Finding> Others(TracedRun run, string rule) =>
        FindingRules.Find(run.Summary, SummaryFilter.None).Where(finding => finding.Rule == rule || finding.Rule != SlowestCall);
}
