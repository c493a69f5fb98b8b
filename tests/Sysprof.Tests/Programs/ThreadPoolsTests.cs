using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.Tests.Programs;

public sealed class ThreadPoolsTests
{
    [Theory]
    [InlineData("worker-12", "worker-*")]
    [InlineData("worker12", "worker*")]
    [InlineData("grpc-3-thread-1", "grpc-*-thread-*")]
    [InlineData("kworker/1:2", "kworker/*:*")]
    [InlineData("GC Thread#0", "GC Thread#*")]
    [InlineData("G1 Conc#0", "G1 Conc#*")]
    [InlineData("io_thd_1", "io_thd_*")]
    [InlineData("http-nio-8080-e", "http-nio-*-e")]
    [InlineData("12", "*")]
    [InlineData("C2 CompilerThre", "C2 CompilerThre")]
    [InlineData("V8Worker", "V8Worker")]
    [InlineData("ext4lazyinit", "ext4lazyinit")]
    [InlineData("VM Thread", "VM Thread")]
    [InlineData("", "")]
    [InlineData("łódź7", "łódź*")]
    [InlineData("thread-\u0663", "thread-\u0663")] // a digit, but none of ASCII
    public void Numbers_are_folded_and_parts_of_words_are_not(string comm, string pool) =>
        Assert.Equal(pool, ThreadPools.NameOf(comm));

    [Theory]
    [InlineData("worker-7", "worker-*", true)]
    [InlineData("worker-7", "worker-7", true)]
    [InlineData("worker-71", "worker-7", false)]
    [InlineData("worker", "worker-*", false)]
    [InlineData("pool-100-thread", "pool-*-thread-*", true)] // cut
    [InlineData("pool-1", "pool-*-thread-*", false)]
    [InlineData("worker-*", "worker-*", true)]
    public void A_name_tells_by_itself_whether_it_is_in_a_pool(string comm, string pool, bool isIn) =>
        Assert.Equal(isIn, ThreadPools.IsIn(comm, pool));

    [Fact]
    public void Names_that_were_cut_join_the_pool_they_begin() => Assert.Equal(
        ["pool-*-thread-*", "pool-*-thread-*", "pool-*-thread-*", "pool-*-thread-*", "pool-*", "main"],
        ThreadPools.NamesOf(["pool-1-thread-1", "pool-10-thread-", "pool-100-thread", "pool-9-thread-7", "pool-7", "main"]));

    [Fact]
    public void Names_that_were_cut_stay_alone_when_there_is_no_longer_one() => Assert.Equal(
        ["pool-*-thread", "pool-*-thread"], ThreadPools.NamesOf(["pool-100-thread", "pool-101-thread"]));

    [Fact]
    public void Names_that_were_not_cut_are_not_joined() => Assert.Equal(
        ["pool-*", "pool-*-thread-*"], ThreadPools.NamesOf(["pool-1", "pool-1-thread-2"]));
}
