using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>The same traps where the call that they happen in is not among those traced (<c>-e</c>).</summary>
public sealed class FilteredCallTests
{
    [Fact]
    public async Task A_thread_that_executes_unseen_keeps_its_calls_before_apart_from_the_new_program()
    {
        TracedRun run = await TracedRun.AttachedToProcess(SyscallSet.Parse("getppid"), "thread_exec");

        run.Summary.AssertWhole();
        int tid = run.Promise.Lines.Single(line => line.Call == "execve").Tid!.Value;
        Assert.Equal(["getppid"], run.Summary.CountsByName().Keys);
        Assert.Equal(101, run.Summary.Counts("getppid", tid).Calls);
        int[] leader = [.. run.Summary.Threads()
            .Where(thread => thread.Thread.Info.Key.Tid != tid)
            .Select(thread => (int)run.Summary.CountsOfRow("getppid", thread.Row).Calls)];
        Assert.Equal([7, 23], leader);
    }

    [Theory]
    [InlineData("getppid", 101)]
    [InlineData("!getpid", 101)]
    [InlineData("getpid", 0)]
    [InlineData("!getppid", 0)]
    public async Task Of_what_seccomp_refuses_only_what_is_traced_is_denied(string calls, long denied)
    {
        TracedRun run = await TracedRun.AttachedToProcess(SyscallSet.Parse(calls), "seccomp", "errno");

        run.Summary.AssertWhole();
        Assert.Equal(denied, run.Summary.Ledger.Denied);
        Assert.Equal(0, run.Summary.Counts("getppid").Calls);
        Assert.Equal(calls is "getpid" or "!getppid" ? 23 : 0, run.Summary.Counts("getpid").Calls);
    }

    [Fact]
    public async Task Calls_in_flight_that_are_not_traced_are_not_shown()
    {
        using RunningWorkload workload = await RunningWorkload.Start("many_threads", "101", "--linger");
        using Tracer tracer = Tracer.Start(new SessionOptions
        {
            Target = new Target.Tasks([workload.Tgid], []),
            Calls = SyscallSet.Parse("getppid"),
        });
        workload.Go();
        Promise promise = await workload.ReadPromise();
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.Equal(0, tracer.Summary.Ledger.InFlight);
        Assert.All(
            tracer.Summary.Threads(),
            thread => Assert.True(thread.Thread.InFlight is null or { BeforeStart: true }));
        Assert.Equal(
            promise.Lines.Where(line => line.Call == "getppid").Sum(line => line["calls"]),
            tracer.Summary.Ledger.Returned);
        await workload.End();
    }

    [Theory]
    [InlineData("9999", "syscall_9999")]
    [InlineData("600", "syscall_600")]
    [InlineData("!9999", "syscall_-1 syscall_-5 syscall_600")]
    [InlineData("getppid", "")]
    [InlineData("!getppid", "syscall_-1 syscall_-5 syscall_600 syscall_9999")]
    public async Task Numbers_that_no_table_has_are_traced_when_they_are_asked_for(string calls, string names)
    {
        var set = SyscallSet.Parse(calls);
        TracedRun run = await TracedRun.AttachedToProcess(set, "unknown");

        run.Summary.AssertWhole();
        // The kernel tells such numbers not apart: one that is asked for brings them all, and views leave those out
        // that nobody asked for.
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        for (int cell = 0; cell < run.Summary.Calls.CellCount; cell++)
        {
            CallKey key = run.Summary.Calls.Cell(cell).Key;
            if (SyscallTable.For(key.Abi).Find(key.Number) is null && set.Contains(key))
                unknown.Add(SyscallTable.Name(key));
        }

        Assert.Equal(names, string.Join(' ', unknown));
    }
}
