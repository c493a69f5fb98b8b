using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Programs;

/// <summary>Roles and pools of the threads of a result, as reports have them.</summary>
public sealed class KnownRolesTests
{
    private static readonly ProgramInfo s_go = new(ProgramKind.Go, "Go", "1.19.8");
    private static readonly ProgramInfo s_dotNet = new(ProgramKind.DotNet, ".NET", "10.0.12");

    [Fact]
    public void Roles_come_from_names_and_from_calls() => Assert.Equal(
        ["", "sysmon", "netpoller", "", "main", "GC", "thread pool worker", "", "", ""],
        Roles(Programs()));

    [Fact]
    public void A_role_stays_when_calls_no_longer_tell_it()
    {
        CallTable busy = Programs();
        var roles = KnownRoles.Of(busy);
        CallTable quiet = Table(new SummaryBuilder().Thread(10, 11, "served", "served", startNs: 11).Runs(s_go));
        roles.Add(quiet);
        Assert.Equal("sysmon", roles.Of(new ThreadKey(10, 11, 11)));

        roles.Keep([new ThreadKey(10, 10, 10)]);
        Assert.Equal("", roles.Of(new ThreadKey(10, 11, 11)));
    }

    [Fact]
    public void Another_program_ends_a_role()
    {
        var roles = KnownRoles.Of(Table(new SummaryBuilder().Thread(20, 20, "app").Runs(s_dotNet)));
        Assert.Equal("main", roles.Of(new ThreadKey(20, 20, 1000)));
        roles.Add(Table(new SummaryBuilder().Thread(20, 20, "served").Runs(s_go)));
        Assert.Equal("", roles.Of(new ThreadKey(20, 20, 1000)));
    }

    [Fact]
    public void Pools_are_of_one_process_each()
    {
        CallTable calls = Table(new SummaryBuilder()
            .Thread(1, 1, "server").Thread(1, 2, "worker-1", "server").Thread(1, 3, "worker-12", "server").Thread(1, 4, "io-7", "server")
            .Thread(2, 2, "other", startNs: 2000).Thread(2, 5, "worker-1", "other", startNs: 2000)
            .Thread(1, 1, "later", startNs: 5000).Thread(1, 6, "worker-3", "later", startNs: 5000));
        Assert.Equal(
            ["server", "worker-*", "worker-*", "io-7", "other", "worker-1", "later", "worker-3"],
            Pools(calls));
    }

    [Fact]
    public void Threads_that_share_a_name_keep_it() => Assert.Equal(
        ["python3", "python3", "python3", "io-*", "io-*", "io-*"],
        Pools(Table(new SummaryBuilder()
            .Thread(1, 1, "python3").Thread(1, 2, "python3").Thread(1, 3, "python3")
            .Thread(1, 4, "io-1", "python3").Thread(1, 5, "io-1", "python3").Thread(1, 6, "io-2", "python3"))));

    [Fact]
    public void Threads_called_as_their_process_are_told_apart_by_what_they_are_for() => Assert.Equal(
        ["served", "sysmon", "netpoller", "served", "main", ".NET GC", ".NET TP Worker", "my-*", "my-*", "plain"],
        Pools(Programs()));

    private static CallTable Programs() => Table(new SummaryBuilder()
        .Thread(10, 10, "served", startNs: 10).Runs(s_go).Calls("read", 7, 100)
        .Thread(10, 11, "served", startNs: 11).Runs(s_go).Calls("nanosleep", 100, 100, waits: true).Calls("futex", 40, 100, waits: true)
        .Thread(10, 12, "served", startNs: 12).Runs(s_go).Calls("epoll_pwait", 5, 100, waits: true)
        .Thread(10, 13, "served", startNs: 13).Runs(s_go).Calls("futex", 5, 100, waits: true)
        .Thread(20, 20, "app", startNs: 20).Runs(s_dotNet)
        .Thread(20, 21, ".NET GC", "app", startNs: 21).Runs(s_dotNet)
        .Thread(20, 22, ".NET TP Worker", "app", startNs: 22).Runs(s_dotNet)
        .Thread(20, 23, "my-1", "app", startNs: 23).Runs(s_dotNet)
        .Thread(20, 24, "my-2", "app", startNs: 24).Runs(s_dotNet)
        .Thread(30, 30, "plain", startNs: 30).Calls("nanosleep", 100, 100));

    private static CallTable Table(SummaryBuilder builder) => builder.Build().Calls;

    private static IEnumerable<ThreadKey> Keys(CallTable calls) =>
        Enumerable.Range(0, calls.ThreadCount).Select(row => calls.Thread(row).Info.Key);

    private static IEnumerable<string> Roles(CallTable calls)
    {
        var roles = KnownRoles.Of(calls);
        return Keys(calls).Select(roles.Of);
    }

    private static IEnumerable<string> Pools(CallTable calls)
    {
        var pools = KnownPools.Of(calls, KnownRoles.Of(calls));
        return Keys(calls).Select(thread => pools.Of(thread).Name);
    }
}
