using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class CallGroupsTests
{
    [Fact]
    public void Groups_keep_the_sums() => Prop.ForAll<int>(seed =>
    {
        CallTable threads = RandomSummary.Make(seed).Calls;
        return Groupings.Whole.All(by => Sums(CallGroups.Of(threads, by, OperationDetail.Auto).Calls) == Sums(threads));
    }).Verify();

    [Fact]
    public void Every_thread_is_in_one_group() => Prop.ForAll<int>(seed =>
    {
        CallTable threads = RandomSummary.Make(seed).Calls;
        return Groupings.Whole
            .All(by => CallGroups.Of(threads, by, OperationDetail.Auto).ThreadCounts.Sum() == threads.ThreadCount);
    }).Verify();

    [Fact]
    public void A_reused_pid_is_another_process()
    {
        Summary summary = new SummaryBuilder()
            .Thread(50, 51, "new-worker", "new", startNs: 4000).Calls("read", 5, 1)
            .Thread(50, 51, "old-worker", "old", startNs: 2000).Calls("read", 2, 1)
            .Thread(50, 50, "new", startNs: 3000).Calls("read", 3, 1)
            .Thread(50, 50, "old", startNs: 1000).Calls("read", 1, 1)
            .Build();

        CallTable processes = CallGroups.Of(summary.Calls, GroupBy.Process, OperationDetail.Auto).Calls;

        Assert.Equal(2, processes.ThreadCount);
        Assert.Equal((new ThreadKey(50, 50, 1000), "old", 3), Describe(processes, 0));
        Assert.Equal((new ThreadKey(50, 50, 3000), "new", 8), Describe(processes, 1));
    }

    [Fact]
    public void A_process_whose_leader_made_no_call_has_the_pid_and_name_all_the_same()
    {
        Summary summary = new SummaryBuilder()
            .Thread(50, 52, "b", "java", startNs: 2000).Calls("read", 2, 1)
            .Thread(50, 51, "a", "java", startNs: 1000).Calls("read", 1, 1)
            .Build();

        CallTable processes = CallGroups.Of(summary.Calls, GroupBy.Process, OperationDetail.Auto).Calls;

        Assert.Equal(1, processes.ThreadCount);
        Assert.Equal((new ThreadKey(50, 50, 1000), "java", 3), Describe(processes, 0));
    }

    [Fact]
    public void A_process_shows_its_longest_call_in_flight_and_ends_with_its_last_thread()
    {
        Summary summary = new SummaryBuilder()
            .Thread(50, 50, "p").InFlight("read", 1_000)
            .Thread(50, 51, "p", startNs: 2000).InFlight("futex", 3_000).Lost(2)
            .Thread(50, 52, "p", startNs: 3000).InFlight("write", 2_000).Lost(3).Ended()
            .Build();

        ThreadRow process = CallGroups.Of(summary.Calls, GroupBy.Process, OperationDetail.Auto).Calls.Thread(0);

        Assert.Equal((ulong)(SummaryBuilder.EndNs - 3_000), process.InFlight?.EnterNs);
        Assert.Equal(5, process.Lost);
        Assert.False(process.Ended);
    }

    [Fact]
    public void A_cgroup_is_all_threads_of_its_path_and_those_without_one_are_a_group()
    {
        Summary summary = new SummaryBuilder()
            .Thread(50, 50, "a", cgroup: "/a").Calls("read", 5, 1).Ended()
            .Thread(60, 60, "b", cgroup: "/b").Calls("read", 2, 1)
            .Thread(60, 61, "b", cgroup: "").Calls("read", 1, 1)
            .Thread(70, 70, "c", cgroup: "/a").Calls("read", 3, 1).Ended()
            .Build();

        CallGroups cgroups = CallGroups.Of(summary.Calls, GroupBy.Cgroup, OperationDetail.Auto);

        Assert.Equal([2, 1, 1], cgroups.ThreadCounts);
        Assert.Equal(["/a", "/b", ""], Enumerable.Range(0, 3).Select(row => cgroups.Calls.Thread(row).Info.Cgroup));
        Assert.Equal((default, "", 8), Describe(cgroups.Calls, 0));
        Assert.True(cgroups.Calls.Thread(0).Ended);
        Assert.False(cgroups.Calls.Thread(1).Ended);
    }

    private static (ThreadKey, string, long) Describe(CallTable processes, int row)
    {
        long calls = 0;
        foreach (int cell in processes.CellsOf(row))
        {
            calls += processes.Cell(cell).Calls;
        }

        return (processes.Thread(row).Info.Key, processes.Thread(row).Info.Comm, calls);
    }

    private static Totals Sums(CallTable calls)
    {
        Totals sums = default;
        for (int cell = 0; cell < calls.CellCount; cell++)
        {
            sums.Calls += calls.Cell(cell).Calls;
            sums.Errors += calls.ErrnosOf(cell).Sum(errno => errno.Count);
            sums.TimeNs += calls.Cell(cell).TimeNs;
            sums.BlockedNs += calls.Cell(cell).BlockedNs;
            sums.Bytes += calls.Cell(cell).Bytes;
            sums.Latencies += calls.BucketsOf(cell).Sum(bucket => bucket.Count);
        }

        for (int row = 0; row < calls.ThreadCount; row++)
        {
            sums.Lost += calls.Thread(row).Lost;
        }

        return sums;
    }

    private record struct Totals
    {
        public long Calls, Errors, TimeNs, BlockedNs, Bytes, Latencies, Lost;
    }
}
