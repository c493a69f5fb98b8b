using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>Paths of cgroups that become known after the first batch of a thread in them.</summary>
public sealed class CgroupNamingTests
{
    private const ulong Web = 4711;
    private const ulong Batch = 4712;

    private readonly KnownPaths _paths = new();
    private readonly CallAggregator _aggregator;

    public CgroupNamingTests() => _aggregator = new CallAggregator(_paths, SyscallAbi.X64);

    [Fact]
    public void A_path_that_is_known_is_looked_up_once_for_each_cgroup_of_a_thread()
    {
        _paths.ById[Web] = "/web";
        Meet(tid: 7, Web, "a");
        Meet(tid: 7, Web, "b");
        Meet(tid: 7, Web, "c");

        Assert.Equal(["/web"], CgroupsOf(_aggregator.Rotate()));
        Assert.Equal(1, _paths.Asked);
    }

    [Fact]
    public void A_path_that_comes_later_names_all_threads_that_wait_for_it_and_no_others()
    {
        Meet(tid: 7, Web);
        Meet(tid: 8, Web);
        Meet(tid: 9, Batch);
        _aggregator.NameCgroup(Web, "/web");

        Assert.Equal(["/web", "/web", ""], CgroupsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void A_thread_that_makes_no_more_calls_is_in_the_interval_in_which_its_path_becomes_known()
    {
        Meet(tid: 7, Web);
        Assert.Equal([""], CgroupsOf(_aggregator.Rotate()));
        _aggregator.NameCgroup(Web, "/web");

        Assert.Equal(["/web"], CgroupsOf(_aggregator.Rotate()));
        Assert.Empty(CgroupsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void A_thread_that_moved_on_is_not_named_after_the_cgroup_that_it_left()
    {
        Meet(tid: 7, Web);
        Meet(tid: 7, Batch);
        _aggregator.NameCgroup(Web, "/web");
        Assert.Equal([""], CgroupsOf(_aggregator.Rotate()));

        _aggregator.NameCgroup(Batch, "/batch");
        Assert.Equal(["/batch"], CgroupsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void A_single_thread_is_named_where_ids_tell_nothing()
    {
        Meet(tid: 7, cgroupId: 1);
        Meet(tid: 8, cgroupId: 1);
        _aggregator.NameCgroup(new ThreadKey(7, 8, 100), "/docker/8");
        _aggregator.NameCgroup(new ThreadKey(7, 9, 100), "/docker/9");

        Assert.Equal(["", "/docker/8"], CgroupsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void Threads_whose_last_batch_was_lost_end_when_they_are_found_to_be_gone()
    {
        Meet(tid: 7, Web);
        Meet(tid: 8, Web);
        Meet(tid: 9, Web, kind: BatchKind.Last);
        Assert.Equal([7, 8], _aggregator.Living().Select(thread => thread.Tid).Order());

        _aggregator.EndMissing([new ThreadKey(7, 8, 100), new ThreadKey(7, 9, 100), new ThreadKey(7, 7, 99)]);

        Assert.Equal([7], _aggregator.Living().Select(thread => thread.Tid));
        Assert.Equal(1, _aggregator.ThreadCount);
    }

    private void Meet(int tid, ulong cgroupId, string comm = "t", BatchKind kind = BatchKind.Flush) => _aggregator.Add(new ThreadBatch
    {
        Thread = new ThreadKey(7, tid, 100),
        Kind = kind,
        BaseNs = 0,
        SinceNs = 0,
        ToldNs = 0,
        CpuNs = 0,
        FirstSequence = 0,
        CgroupId = cgroupId,
        Comm = comm[0],
        Process = 'p',
        State = CallState.None,
        InFlightNumber = 0,
        InFlightArgument = 0,
        InFlightEnterNs = 0,
        Calls = [],
    });

    private static IEnumerable<string> CgroupsOf(IntervalBuilder interval) =>
        Enumerable.Range(0, interval.Calls.ThreadCount)
            .Select(row => interval.Calls.Thread(row).Info)
            .OrderBy(thread => thread.Key.Tid)
            .Select(thread => thread.Cgroup);

    private sealed class KnownPaths : ThreadDirectory
    {
        public Dictionary<ulong, string> ById { get; } = [];

        public int Asked { get; private set; }

        public override bool IsMember(ThreadKey thread, string comm, string process) => true;

        public override string CgroupPath(ThreadKey thread, ulong cgroupId)
        {
            Asked++;
            return ById.GetValueOrDefault(cgroupId, "");
        }
    }
}
