using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Findings;

/// <summary>Each rule at its thresholds and just below them; a result is a little more than 12.5 seconds long.</summary>
public sealed class FindingThresholdTests
{
    private static readonly Operation s_lockWait = Operation.Of(0, Operation.LockBit);
    private static readonly Operation s_parking = Operation.Of(0);

    [Theory]
    [InlineData(6251, 2083, "empty-reads")]
    [InlineData(6250, 0, "")] // 499.99 a second
    [InlineData(6251, 2084, "")] // less than three in four
    public void Empty_reads(int empty, int full, string rules) => Finds(rules, Program()
        .Part("recvfrom", empty, 300, errno: "EAGAIN")
        .Part("recvfrom", full, 300, bytes: full * 900L));

    [Theory]
    [InlineData("write", 25_001, 63, null, "tiny-transfers")]
    [InlineData("write", 25_001, 64, null, "")]
    [InlineData("write", 25_000, 63, null, "")]
    [InlineData("write", 25_001, 8, null, "")]
    [InlineData("write", 25_001, 8, ResourceKind.File, "tiny-transfers")]
    [InlineData("write", 25_001, 9, ResourceKind.Anonymous, "")]
    [InlineData("getdents64", 25_001, 24, null, "")]
    public void Tiny_transfers(string name, int calls, int each, ResourceKind? kind, string rules) => Finds(
        rules, Program().Part(name, calls, 300, resource: On(kind), bytes: (long)calls * each));

    [Theory]
    [InlineData(390, null, "tiny-transfers")]
    [InlineData(391, null, "")] // a wait for each 64
    [InlineData(391, ResourceKind.Socket, "")]
    [InlineData(391, ResourceKind.File, "tiny-transfers")]
    public void Messages_are_no_tiny_transfers(int waits, ResourceKind? kind, string rules) => Finds(rules, Program()
        .Part("epoll_wait", waits, 30_000, Operation.Ready, waits: true)
        .Part("write", 25_001, 300, resource: On(kind), bytes: 25_001 * 5));

    [Fact]
    public void Where_waits_are_not_traced_only_files_have_tiny_transfers()
    {
        Assert.Empty(Rules(Tiny(null).Build(traced: "read,write")));
        Assert.Equal(["tiny-transfers"], Rules(Tiny(ResourceKind.File).Build(traced: "read,write")));

        static SummaryBuilder Tiny(ResourceKind? kind) => Program().Part("write", 25_001, 300, resource: On(kind), bytes: 25_001 * 5);
    }

    [Theory]
    [InlineData(2501, 2501, "missing-files")]
    [InlineData(2500, 0, "")]
    [InlineData(2501, 2502, "")]
    public void Missing_files(int missing, int there, string rules) => Finds(rules, Program()
        .Part("newfstatat", missing, 2000, errno: "ENOENT")
        .Part("openat", there, 5000));

    [Fact]
    public void Lookups_of_many_short_processes_add_up()
    {
        var builder = new SummaryBuilder();
        for (int tgid = 1; tgid <= 101; tgid++)
        {
            builder.Thread(tgid, tgid, "cc1").Part("openat", 101, 2000, errno: "ENOENT").Ended();
        }

        Finding finding = Assert.Single(FindingRules.Find(builder.Build(), SummaryFilter.None));

        Assert.Equal(101 * 101, finding.Evidence[0].Value);
        Assert.Equal((3, 98), (finding.Threads.Count, finding.OtherThreads));
        Assert.Equal("sysprof stat --comm '^cc1$' -e openat -d 10s", string.Join(' ', finding.Next));
    }

    [Theory]
    [InlineData("ECONNREFUSED", 5, 5, "refused-peers")]
    [InlineData("ETIMEDOUT", 5, 0, "refused-peers")]
    [InlineData("ECONNREFUSED", 4, 0, "")]
    [InlineData("ECONNREFUSED", 5, 6, "")]
    [InlineData("ENETUNREACH", 101, 0, "")]
    [InlineData("EINPROGRESS", 101, 0, "")]
    public void Refused_peers(string errno, int failed, int taken, string rules) => Finds(rules, Program()
        .Part("connect", failed, 30_000, errno: errno)
        .Part("connect", taken, 30_000));

    [Fact]
    public void A_peer_that_refuses_is_named()
    {
        var socket = new Resource(ResourceKind.Socket, "tcp 10.0.0.1:4000", "10.0.0.5:5432");
        Summary summary = Program()
            .Part("connect", 7, 30_000, errno: "ECONNREFUSED", resource: socket)
            .Part("connect", 101, 30_000)
            .Build();

        Finding finding = Assert.Single(FindingRules.Find(summary, SummaryFilter.None));

        Assert.Equal("web: 7 connects to 10.0.0.5:5432 are refused, 100% of all", finding.Title);
        Assert.Same(socket, Assert.Single(finding.Resources).Resource);
        Assert.Equal("strace -f -Z -e trace=connect -p 7", string.Join(' ', finding.Next));
    }

    [Theory]
    [InlineData("nanosleep", 626, 0, 0, "sleep-poll")]
    [InlineData("nanosleep", 625, 0, 0, "")]
    [InlineData("nanosleep", 313, 313, 0, "")] // half of them ten times as long
    [InlineData("poll", 626, 0, 156, "sleep-poll")]
    [InlineData("poll", 626, 0, 157, "")] // one in five finds something
    public void Sleep_polls(string name, int sleeps, int longer, int ready, string rules)
    {
        Operation nothing = name == "poll" ? Operation.Nothing : default;
        Finds(rules, Program()
            .Part(name, sleeps, 2_000_000, nothing, waits: true)
            .Part(name, longer, 20_000_000, nothing, waits: true)
            .Part(name, ready, 2_000_000, Operation.Ready, waits: true));
    }

    [Theory]
    [InlineData(12_501, "yield-storm")]
    [InlineData(12_500, "")]
    public void Yield_storms(int yields, string rules) => Finds(rules, Program().Part("sched_yield", yields, 400));

    [Theory]
    [InlineData(63, 10_000_000, "lock-contention")]
    [InlineData(62, 20_000_000, "")] // 4.96 a second
    [InlineData(63, 9_900_000, "")] // 49.9 ms a second
    [InlineData(12_501, 10_000, "lock-contention")]
    [InlineData(12_500, 10_000, "")]
    public void Lock_contention(int waits, int eachNs, string rules)
    {
        Finds(rules, Program().Part("futex", waits, eachNs, s_lockWait, waits: true));
        Finds("", Program().Part("futex", waits, eachNs, s_parking, waits: true));
    }

    [Theory]
    [InlineData(101, 2, 4_000_000, 21_000_000, "sync-tail")]
    [InlineData(101, 2, 4_000_000, 19_000_000, "")]
    [InlineData(101, 2, 8_000_000, 30_000_000, "")]
    [InlineData(26, 2, 4_000_000, 21_000_000, "")]
    public void Sync_tails(int quick, int slow, int quickNs, int slowNs, string rules) => Finds(rules, Program()
        .Part("fdatasync", quick, quickNs, waits: true)
        .Part("fdatasync", slow, slowNs, waits: true, resource: On(ResourceKind.File)));

    [Theory]
    [InlineData(2000, 1000, "mapping-growth")]
    [InlineData(1999, 1000, "")]
    [InlineData(3000, 1501, "")]
    public void Mapping_growth(int maps, int unmaps, string rules) => Finds(rules, Program()
        .Part("mmap", maps, 2000)
        .Part("munmap", unmaps, 3000));

    [Fact]
    public void Nothing_is_said_of_mappings_where_munmap_is_not_traced() =>
        Assert.Empty(Rules(Program().Part("mmap", 5003, 2000).Build(traced: "mmap")));

    [Theory]
    [InlineData(12_501, 12_500, "memory-churn")]
    [InlineData(12_500, 12_500, "")]
    public void Memory_churn(int advices, int breaks, string rules) => Finds(rules, Program()
        .Part("madvise", advices, 900)
        .Part("brk", breaks, 900));

    [Theory]
    [InlineData("write", 1009, 50_000_000, false, null, "slowest-call")]
    [InlineData("write", 1009, 49_000_000, false, null, "")]
    [InlineData("write", 18, 50_000_000, false, null, "")]
    [InlineData("read", 1009, 50_000_000, true, null, "")]
    [InlineData("read", 1009, 50_000_000, true, ResourceKind.Socket, "")]
    [InlineData("read", 1009, 50_000_000, true, ResourceKind.File, "slowest-call")]
    [InlineData("epoll_wait", 1009, 50_000_000, true, null, "")]
    [InlineData("ioctl", 1009, 50_000_000, false, null, "")]
    public void Slowest_calls(string name, int quick, int longestNs, bool waits, ResourceKind? kind, string rules) => Finds(
        rules,
        Program()
            .Part(name, quick, 1000, resource: On(kind), bytes: quick * 1000L)
            .Part(name, 1, longestNs, resource: On(kind), waits: waits));

    [Theory]
    [InlineData("clock_gettime", 1, 1251, "clock-fallback")]
    [InlineData("clock_gettime", 1, 1250, "")]
    [InlineData("clock_gettime", 3, 100_003, "")] // a thread's CPU time
    [InlineData("clock_gettime", -6, 100_003, "")] // another process's
    [InlineData("gettimeofday", null, 1251, "clock-fallback")]
    public void Clock_fallback(string name, int? clock, int calls, string rules) => Finds(
        rules,
        Program().Part(name, calls, 200, clock is { } id ? Operation.Of(id < 0 ? Operation.MaxValue : id) : default));

    [Fact]
    public void A_quiet_program_gives_none() => Assert.Empty(Rules(Samples.WebServer()));

    private static SummaryBuilder Program() => new SummaryBuilder().Thread(7, 7, "web");

    private static Resource? On(ResourceKind? kind) => kind is { } known ? new Resource(known, "what it is made on") : null;

    private static IEnumerable<string> Rules(Summary summary) =>
        FindingRules.Find(summary, SummaryFilter.None).Select(finding => finding.Rule);

    /// <summary>Also where only those latencies are kept that rules say they look at.</summary>
    private static void Finds(string rules, SummaryBuilder builder)
    {
        Summary whole = builder.Build();
        var lean = new Summary(whole.Run, FindingRules.LatenciesOf);
        lean.Add(new Interval
        {
            StartNs = whole.StartNs,
            EndNs = whole.EndNs,
            Calls = whole.Calls,
            Ledger = whole.Ledger,
            OwnCpuNs = whole.OwnCpuNs,
        });
        Assert.Equal(rules, string.Join(' ', Rules(whole)));
        Assert.Equal(rules, string.Join(' ', Rules(lean)));
    }
}
