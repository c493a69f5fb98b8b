using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>Threads that leave the target by another name.</summary>
public sealed class CallAggregatorMembershipTests
{
    private const int Execve = 59;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_thread_that_leaves_in_a_call_is_not_shown_in_it_for_ever(bool isTurnedOver)
    {
        var aggregator = new CallAggregator(new OneNameIsMember(), SyscallAbi.X64);
        // The flush before the rename, in the midst of execve; then one under the new name, outside.
        Add(aggregator, "in", CallState.Traced);
        if (isTurnedOver)
        {
            Assert.NotNull(Assert.Single(Threads(aggregator.Rotate())).InFlight);
        }

        Add(aggregator, "out", CallState.None);

        ThreadRow thread = Assert.Single(Threads(aggregator.Rotate()));
        Assert.Equal("in", thread.Info.Comm);
        Assert.Null(thread.InFlight);
        Assert.Equal((0, 0, 0), (aggregator.InFlight, aggregator.OutsideInFlight, aggregator.ThreadCount));
    }

    private static void Add(CallAggregator to, string comm, CallState state) => to.Add(new ThreadBatch
    {
        Thread = new ThreadKey(7, 7, 1000),
        Kind = BatchKind.Flush,
        BaseNs = 0,
        FirstSequence = 0,
        SinceNs = 0,
        ToldNs = 0,
        CpuNs = 0,
        CgroupId = 1,
        Comm = comm.Aggregate((UInt128.Zero, 0), (name, c) => (name.Item1 | (UInt128)c << name.Item2, name.Item2 + 8)).Item1,
        Process = 'p',
        State = state,
        InFlightNumber = Execve,
        InFlightArgument = 0,
        InFlightEnterNs = 2000,
        Calls = [],
    });

    private static IEnumerable<ThreadRow> Threads(IntervalBuilder interval) =>
        Enumerable.Range(0, interval.Calls.ThreadCount).Select(row => interval.Calls.Thread(row));

    private sealed class OneNameIsMember : ThreadDirectory
    {
        public override bool IsMember(ThreadKey thread, string comm, string process) => comm == "in";

        public override string CgroupPath(ThreadKey thread, ulong cgroupId) => "/";
    }
}
