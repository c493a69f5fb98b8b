using Sysprof.Kernel.Files;
using Sysprof.Kernel.Processes;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>A file server that answers nothing keeps nobody waiting.</summary>
public sealed class SilentServerTests
{
    [Fact]
    public async Task A_run_counts_exactly_and_ends()
    {
        using SilentServer silent = await SilentServer.Start(1009, 2);
        using Tracer tracer = Tracer.Start(
            new SessionOptions { Target = new Target.Machine(), Calls = SyscallSet.Parse("getppid"), Programs = true });
        silent.Workload.Go();
        Promise promise = await silent.Workload.ReadPromise();
        tracer.Rotate();
        await Condition.Becomes(() => tracer.Session.LooksThatWere(LookOutcome.NoAnswer) >= 2);
        tracer.Stop();

        Assert.Equal(6, promise.Lines.Count);
        promise.AssertKept(tracer.Summary);
        tracer.Summary.AssertWhole();
    }

    [Fact]
    public async Task Each_server_costs_one_helper_and_the_others_are_looked_at_all_the_same()
    {
        using var finder = new ProgramFinder();
        using (SilentServer silent = await SilentServer.Start(1, 7))
        {
            Assert.Equal(7, silent.Executables.Count);
            Assert.Equal(new ProgramLook(ProgramInfo.Unknown, LookOutcome.Known), finder.Find(silent.Workload.Tgid));
            int helper = finder.Files.HelperTgid;
            Assert.All(
                silent.Executables, tgid => Assert.Equal(new ProgramLook(null, LookOutcome.NoAnswer), finder.Find(tgid)));
            Assert.Equal(new ProgramLook(ProgramInfo.Unknown, LookOutcome.Known), finder.Find(silent.Workload.Tgid));
            Assert.Equal(ProgramKind.DotNet, finder.Find(Environment.ProcessId).Program?.Kind);
            Assert.Equal(2, finder.Files.HelpersStarted);

            // It was killed, and is still there: that is why it is a process of its own.
            Assert.True(LeftHelpers.OfProcess.Contains(helper));
            Assert.Contains("State:\tD", File.ReadAllText($"/proc/{helper}/status"), StringComparison.Ordinal);
        }

        await Condition.Becomes(() => LeftHelpers.OfProcess.Count == 0);
    }

    [Fact]
    public async Task Nothing_is_asked_while_too_many_questions_have_no_answer()
    {
        var servers = new List<SilentServer>();
        using var finder = new ProgramFinder();
        try
        {
            for (int i = 0; i <= LeftHelpers.Most; i++)
            {
                servers.Add(await SilentServer.Start(1, 1));
                Assert.Equal(
                    i < LeftHelpers.Most ? LookOutcome.NoAnswer : LookOutcome.NotAsked, finder.Find(servers[i].Executables[0]).Outcome);
            }

            Assert.Equal(LookOutcome.NotAsked, finder.Find(Environment.ProcessId).Outcome);
            Assert.Equal(LeftHelpers.Most, finder.Files.HelpersStarted);
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }

        await Condition.Becomes(() => LeftHelpers.OfProcess.Count == 0);
        Assert.Equal(LookOutcome.Known, finder.Find(Environment.ProcessId).Outcome);
    }

    [Fact]
    public async Task Its_end_ends_a_look_that_waits()
    {
        using SilentServer silent = await SilentServer.Start(1, 1);
        var finder = new ProgramFinder();
        finder.Find(Environment.ProcessId);
        Task<ProgramLook> look = Task.Run(() => finder.Find(silent.Executables[0]), TestContext.Current.CancellationToken);
        finder.Dispose();
        Assert.Null((await look).Program);
        Assert.Equal(LookOutcome.NotAsked, finder.Find(Environment.ProcessId).Outcome);
    }
}
