using System.Globalization;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Who is never there when the whole machine is traced.</summary>
public sealed class MachineTests
{
    private const long KernelThread = 0x00200000; // PF_KTHREAD of include/linux/sched.h

    [Fact]
    public async Task The_known_workload_is_counted_exactly_among_all_others()
    {
        TracedRun run = await TracedRun.Attached(_ => new Target.Machine(), "counts");

        run.AssertPromiseKept();
    }

    [Fact]
    public async Task Our_own_calls_and_those_of_the_process_that_measures_our_cost_are_not_traced()
    {
        // It lives as long as the start takes: on a busy machine we may look too late.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            using var started = new CancellationTokenSource();
            Task<HashSet<int>> children = Task.Run(() => CollectChildren(started.Token));
            using Tracer tracer = Tracer.Start(new Target.Machine());
            await started.CancelAsync();
            HashSet<int> ours = await children;
            Assert.NotEmpty(Directory.GetFiles(AppContext.BaseDirectory)); // calls that we make
            tracer.Stop();

            tracer.Summary.AssertWhole();
            Assert.NotEmpty(tracer.Summary.Threads());
            Assert.DoesNotContain(tracer.Summary.Threads(), thread => ours.Contains(thread.Thread.Info.Key.Tgid));
            Assert.DoesNotContain(
                tracer.Summary.Threads(), thread => thread.Thread.Info.Key.Tgid == Environment.ProcessId);
            if (ours.Count > 0)
                return;
        }

        Assert.Fail("the process that measures was never seen");
    }

    [Fact]
    public async Task Kernel_threads_are_not_shown()
    {
        TracedRun run = await TracedRun.Attached(_ => new Target.Machine(), "copy");

        HashSet<int> kernelThreads =
            [.. Stats().Where(stat => (stat.Flags & KernelThread) != 0).Select(stat => stat.Tgid)];
        Assert.Contains(2, kernelThreads); // kthreadd
        Assert.DoesNotContain(run.Summary.Threads(), thread => kernelThreads.Contains(thread.Thread.Info.Key.Tid));
    }

    /// <summary>Our child processes, until told to stop: the one that measures ends when the run begins.</summary>
    private static HashSet<int> CollectChildren(CancellationToken stop)
    {
        var children = new HashSet<int>();
        while (!stop.IsCancellationRequested)
            children.UnionWith(Stats().Where(stat => stat.Parent == Environment.ProcessId).Select(stat => stat.Tgid));
        return children;
    }

    /// <summary>Parent and flags of every process, from /proc/PID/stat: the fields 4 and 9 of proc(5).</summary>
    private static IEnumerable<(int Tgid, int Parent, long Flags)> Stats()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            bool isProcess = int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int tgid);
            if (isProcess && ReadStat(tgid) is { } stat)
            {
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                yield return (
                    tgid,
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    long.Parse(fields[6], CultureInfo.InvariantCulture));
            }
        }
    }

    private static string? ReadStat(int tgid)
    {
        try
        {
            return File.ReadAllText($"/proc/{tgid}/stat");
        }
        catch (IOException)
        {
            return null; // It ended while we looked.
        }
    }
}
