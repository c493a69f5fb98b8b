using System.Diagnostics;
using System.Text.RegularExpressions;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Descriptors;

/// <summary>On which file, pipe or peer calls were made: real programs that say so, and exactly what they say.</summary>
public sealed class DescriptorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;

    [Fact]
    public async Task Files_are_told_apart_across_reuse_copies_forks_and_programs()
    {
        TracedRun run = await Attached(SyscallSet.Everything, "descriptors", "files", _directory);

        run.Summary.AssertWhole();
        run.AssertResourcesKept();
    }

    [Fact]
    public async Task A_command_is_told_apart_from_its_first_call_on()
    {
        TracedRun run = await OfCommand("descriptors", "files", _directory);

        run.Summary.AssertWhole();
        run.AssertResourcesKept();
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("pread64")]
    public async Task Who_traces_one_call_alone_still_learns_what_was_opened(string call)
    {
        TracedRun run = await Attached(SyscallSet.Parse(call), "descriptors", "files", _directory);

        run.Summary.AssertWhole();
        run.AssertResourcesKept(call);
        Assert.Equal([call], run.Summary.CountsByName().Keys);
    }

    [Fact]
    public async Task Peers_are_told_apart_and_connections_of_one_client_are_one()
    {
        TracedRun run = await Attached(SyscallSet.Everything, "peers", _directory, "101");

        run.Summary.AssertWhole();
        run.AssertResourcesKept();
    }

    [Fact]
    public async Task Ten_thousand_files_are_ten_thousand_resources()
    {
        TracedRun run = await Attached(SyscallSet.Everything, "descriptors", "many", _directory, "10000");

        run.Summary.AssertWhole();
        run.AssertResourcesKept();
    }

    [Fact]
    public async Task Threads_that_share_a_number_read_from_what_it_was_at_the_time()
    {
        TracedRun run = await Attached(SyscallSet.Everything, "descriptors", "turns", _directory, "1009");

        run.Summary.AssertWhole();
        run.AssertResourcesKept();
    }

    [Fact]
    public async Task What_was_opened_outside_of_the_target_is_known_inside()
    {
        using RunningWorkload workload = await RunningWorkload.Start("descriptors", "renamed", _directory, "--linger");
        using Tracer tracer = Tracer.Start(new SessionOptions
        {
            Target = new Target.Comm(new Regex("^wl-in$")),
            Calls = SyscallSet.Everything,
            Descriptors = true,
        });
        workload.Go();
        await workload.ReadPromise();
        // What was opened before anybody looked is asked for when a call on it is counted: it must be open still.
        tracer.Stop();
        await workload.End();
        var run = new TracedRun(tracer.Summary, workload.Output, 0, "");

        run.Summary.AssertWhole();
        run.AssertResourcesKept();
        Assert.Equal(7 + 13 + 23, run.Summary.Counts("write").Bytes);
    }

    [Fact]
    public async Task What_the_ring_has_no_room_for_is_counted()
    {
        using RunningWorkload workload = await RunningWorkload.Start("descriptors", "many", _directory, "10007");
        using Tracer tracer = Tracer.Start(new SessionOptions
        {
            Target = new Target.Tasks([workload.Tgid], []),
            Calls = SyscallSet.Everything,
            Descriptors = true,
            RingBytes = Environment.SystemPageSize,
        });
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        tracer.Summary.AssertBalanced();
        Assert.InRange(tracer.Summary.Ledger.DescriptorsLost, 1, 10007);
    }

    [Fact]
    public async Task Nothing_is_told_apart_unless_it_is_asked_for()
    {
        TracedRun run = await TracedRun.AttachedToProcess("descriptors", "many", _directory, "101");

        run.Summary.AssertWhole();
        Assert.All(Enumerable.Range(0, run.Summary.Calls.CellCount), cell => Assert.Null(run.Summary.Calls.Cell(cell).Resource));
    }

    /// <summary>By a program that goes down step by step: some paths here are longer than a call may name.</summary>
    public void Dispose()
    {
        using Process remove = Process.Start("rm", ["-rf", _directory]);
        remove.WaitForExit();
    }

    private static Task<TracedRun> OfCommand(params string[] words) => TracedRun.OfCommand(
        target => new SessionOptions { Target = target, Calls = SyscallSet.Everything, Descriptors = true },
        [Paths.Workload, .. words]);

    /// <summary>The programs only wait and wake, and say so in the lower half of what is kept of a futex.</summary>
    private static void AssertFutexesAreOperations(Summary summary)
    {
        for (int cell = 0; cell < summary.Calls.CellCount; cell++)
        {
            if (SummaryCounts.Name(summary.Calls.Cell(cell).Key) == "futex")
                Assert.InRange(summary.Calls.Cell(cell).Operation.Value, 0, 1);
        }
    }

    private static async Task<TracedRun> Attached(SyscallSet calls, params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start(words);
        using Tracer tracer = Tracer.Start(new SessionOptions
        {
            Target = new Target.Tasks([workload.Tgid], []),
            Calls = calls,
            Descriptors = true,
        });
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        AssertFutexesAreOperations(tracer.Summary);
        Assert.Equal(0, tracer.Summary.Ledger.DescriptorsLost);
        return new TracedRun(tracer.Summary, workload.Output, 0, "");
    }
}
