using Sysprof.Kernel.Processes;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>
/// The threads of a service of Go under load. Which of them is sysmon is asked of their stacks: it alone has a return
/// address of runtime.sysmon on its own.
/// </summary>
public sealed class GoThreadRolesTests(GoPrograms go) : IClassFixture<GoPrograms>
{
    private const int Requests = 2003;
    private const int Clients = 7;

    [Fact]
    public async Task One_thread_is_sysmon_and_others_wait_for_the_network()
    {
        string path = await go.Served();
        using InstalledProgram service = InstalledProgram.Start(path);
        var address = new Uri($"http://{await service.ReadLine()}/");
        using var finder = new ProgramFinder();
        ProgramInfo program = finder.Find(service.Tgid).Program!;
        using Tracer tracer = Tracer.Start(new Target.Tasks([service.Tgid], []));
        await tracer.RotateUntil(Load(address));

        HashSet<int> sysmon = await ThreadsOfSysmon(path, service.Tgid);
        tracer.Stop();

        tracer.Summary.AssertWhole();
        ILookup<string, int> tids = TidsByRole(program, tracer.Summary.Calls);
        Assert.Equal(Assert.Single(sysmon), Assert.Single(tids["sysmon"]));
        Assert.NotEmpty(tids["netpoller"]);
        Assert.DoesNotContain(sysmon.Single(), tids["netpoller"]);
    }

    [Fact]
    public async Task No_interval_takes_another_thread_for_sysmon()
    {
        string path = await go.Served();
        using InstalledProgram service = InstalledProgram.Start(path);
        var address = new Uri($"http://{await service.ReadLine()}/");
        using var finder = new ProgramFinder();
        ProgramInfo program = finder.Find(service.Tgid).Program!;
        using Tracer tracer = Tracer.Start(new Target.Tasks([service.Tgid], []));
        var found = new List<int>();
        Task load = Load(address);
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(50, TestContext.Current.CancellationToken));
            found.AddRange(TidsByRole(program, tracer.Rotate().Calls)["sysmon"]);
        }

        await load;
        HashSet<int> sysmon = await ThreadsOfSysmon(path, service.Tgid);
        tracer.Stop();
        Assert.Equal(sysmon, found.ToHashSet());
    }

    private static async Task<HashSet<int>> ThreadsOfSysmon(string path, int tgid)
    {
        GoStacks stacks = await GoStacks.Of(path, tgid);
        var threads = new HashSet<int>();
        // A thread that is not in a call shows no stack.
        await Condition.Becomes(() =>
        {
            threads.UnionWith(stacks.ThreadsIn("runtime.sysmon"));
            return threads.Count > 0;
        });
        return threads;
    }

    private static ILookup<string, int> TidsByRole(ProgramInfo program, CallTable calls)
    {
        ThreadFacts[] threads = [.. Enumerable.Range(0, calls.ThreadCount).Select(row => new ThreadFacts(calls, row))];
        return ThreadRoles.Of(program, threads)
            .Select((role, row) => (Role: role, calls.Thread(row).Info.Key.Tid))
            .ToLookup(thread => thread.Role, thread => thread.Tid);
    }

    private static Task Load(Uri address) => Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
    {
        using var client = new HttpClient();
        for (int i = 0; i < Requests / Clients; i++)
            Assert.NotEmpty(await client.GetByteArrayAsync(address));
    }));
}
