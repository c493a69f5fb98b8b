using System.Diagnostics;
using System.Globalization;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Leaks;
using Sysprof.KernelTests.Targets;
using Xunit;

namespace Sysprof.KernelTests.Unprivileged;

/// <summary>Sessions of processes that have given up every capability, as root and as a user who has but two.</summary>
public sealed class DroppedPrivilegesTests
{
    private static readonly string[] s_nobodyWithTwo =
    [
        "setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups",
        "--inh-caps", "-all,+bpf,+perfmon", "--ambient-caps", "-all,+bpf,+perfmon",
    ];

    /// <summary>Who traces.</summary>
    public enum User
    {
        /// <summary>The user of the tests, with all that it may do.</summary>
        Same,

        /// <summary>Nobody, with CAP_BPF and CAP_PERFMON.</summary>
        NobodyWithTwo,
    }

    [Theory]
    [InlineData(User.Same, "machine")]
    [InlineData(User.Same, "tasks")]
    [InlineData(User.Same, "comm")]
    [InlineData(User.Same, "cgroup")]
    [InlineData(User.NobodyWithTwo, "machine")]
    [InlineData(User.NobodyWithTwo, "tasks")]
    [InlineData(User.NobodyWithTwo, "comm")]
    [InlineData(User.NobodyWithTwo, "cgroup")]
    public async Task Counts_are_exact_and_nothing_is_left_behind(User user, string kind)
    {
        using var cgroup = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("rename", "101", "1009", "457", "--linger");
        cgroup.Add(workload.Tgid);
        using ChildProcess child = await Start(user, kind, TargetOf(kind, workload, cgroup));
        KernelObjects held = KernelObjects.Of(child.Tgid);
        held.AssertAny();
        Assert.Contains("late", ThreadPrivileges.AssertNone(child.Tgid));

        await child.Rotate();
        workload.Go();
        await workload.ReadPromise();
        await child.Rotate();
        await workload.End();
        await child.Rotate();
        IReadOnlyList<string> report = await child.Ask("stop", "stopped");
        await held.AreGone();
        ThreadPrivileges.AssertNone(child.Tgid);
        await child.Finish();

        // Its second name is one that the kernel has to be told about after the drop.
        Assert.Equal(kind == "comm" ? 1009 : 101 + 1009 + 457, CallsOf(report, workload.Tgid));
        Assert.Equal((0, 0), LostAndUnaccounted(report));
        Assert.Contains($"cgroup {workload.Tgid} {cgroup.Path[TestCgroup.Mount.Length..]}", report);
    }

    [Fact]
    public async Task Threads_that_start_while_they_are_dropped_have_none_either()
    {
        using ChildProcess child = await ChildProcess.Start("dropped-amid-starts");
        Assert.True(ThreadPrivileges.AssertNone(child.Tgid).Count > DroppedChild.Stayers);
        Assert.Equal(["signals as before", "effective 0"], await child.Finish());
    }

    [Fact]
    public async Task A_thread_that_takes_no_signals_is_named_and_lives()
    {
        using ChildProcess child = await ChildProcess.Start("dropped-but-one");
        IReadOnlyList<string> lines = await child.Finish();
        Assert.Matches(@"^dropping capabilities: thread \d+ \(deaf\) still has some: it takes no signals$", lines[0]);
        Assert.Equal("effective 0", lines[1]);
    }

    private static async Task<ChildProcess> Start(User user, string kind, string target)
    {
        string[] words = ["dropped", kind, target];
        if (user == User.Same)
            return await ChildProcess.Start(words);
        using var trial = Process.Start(s_nobodyWithTwo[0], [.. s_nobodyWithTwo[1..], "test", "-x", Environment.ProcessPath!]);
        await trial.WaitForExitAsync();
        Assert.SkipUnless(trial.ExitCode == 0, $"needs root, and a nobody who may run {Environment.ProcessPath}");
        return await ChildProcess.StartBy(s_nobodyWithTwo, words);
    }

    private static string TargetOf(string kind, RunningWorkload workload, TestCgroup cgroup) => kind switch
    {
        "tasks" => workload.Tgid.ToString(CultureInfo.InvariantCulture),
        "comm" => "^wl-beta$",
        "cgroup" => cgroup.Path,
        _ => "-",
    };

    private static long CallsOf(IReadOnlyList<string> report, int tid) =>
        report.Select(line => line.Split(' ')).Where(words => words[0] == "thread" && words[1] == $"{tid}")
            .Sum(words => long.Parse(words[2], CultureInfo.InvariantCulture));

    private static (long Lost, long Unaccounted) LostAndUnaccounted(IReadOnlyList<string> report)
    {
        string[] words = report[^1].Split(' ');
        return (long.Parse(words[3], CultureInfo.InvariantCulture), long.Parse(words[4], CultureInfo.InvariantCulture));
    }
}
