using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Processes;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Sights;

/// <summary>The threads of a service of Go under load, against what /proc says of each that did not run meanwhile.</summary>
public sealed class GoServiceLookTests(GoPrograms go) : IClassFixture<GoPrograms>
{
    [Fact]
    public async Task Every_thread_that_stays_where_it_is_is_seen_where_proc_says()
    {
        using InstalledProgram service = InstalledProgram.Start(await go.Served());
        var address = new Uri($"http://{await service.ReadLine()}/relayed");
        using Tracer tracer = Tracer.Start(new Target.Tasks([service.Tgid], []));
        await using var load = new HttpLoad(address);

        // The one that reads stdin stays there; others are found waiting for work and for the network sooner or later.
        var calls = new HashSet<string>();
        await Condition.Becomes(() =>
        {
            calls.UnionWith(CallsSeenAlike(tracer.Session, service.Tgid));
            tracer.Rotate();
            return calls.IsSupersetOf(["read", "futex", "epoll_pwait"]);
        });
    }

    private static List<string> CallsSeenAlike(TraceSession session, int tgid)
    {
        Dictionary<int, StandingThread> before = StandingThread.AllOf(tgid);
        IReadOnlyList<ThreadSight> sights = session.Look();
        Dictionary<int, StandingThread> after = StandingThread.AllOf(tgid);

        var calls = new List<string>();
        foreach (ThreadSight sight in sights.Where(sight => before.TryGetValue(sight.Key.Tid, out StandingThread? was)
            && was == after.GetValueOrDefault(sight.Key.Tid)))
        {
            SyscallFile proc = SyscallFile.Parse(before[sight.Key.Tid].Syscall)!;
            Assert.True(proc.IsThat(sight.Call), $"{proc} is not {sight}");
            calls.Add(SyscallTable.Name(sight.Call!.Key));
        }

        return calls;
    }
}
