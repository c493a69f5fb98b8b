using System.Diagnostics;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Strace;

/// <summary>The same program under strace and under sysprof: the same calls and errors for every name.</summary>
public sealed class StraceTests
{
    // The environment is the same for both, whoever starts them.
    private static readonly string[] s_environment = ["/usr/bin/env", "-i", "LC_ALL=C", "PATH=/usr/bin:/bin"];

    private static readonly string[] s_author = ["-c", "user.name=sysprof", "-c", "user.email=sysprof@localhost"];

    private const int Attempts = 3;

    [Theory]
    [InlineData("ls -lR /usr/share/doc")]
    [InlineData("dd if=/dev/zero of=/dev/null bs=1 count=100003")]
    [InlineData("find /usr/lib -name *.so*")]
    [InlineData("tar cf /dev/null /etc")]
    public Task A_program_makes_the_same_calls_and_errors(string command) => AssertSame(command.Split(' '));

    [Fact]
    public Task A_shell_that_forks_makes_the_same_calls_and_errors() =>
        AssertSame("sh", "-c", "i=0; while [ $i -lt 101 ]; do /bin/true; i=$((i+1)); done");

    [Fact]
    public async Task Git_log_makes_the_same_calls_and_errors()
    {
        string repository = Directory.CreateTempSubdirectory("sysprof-test-git-").FullName;
        try
        {
            Git(repository, "init", "--quiet");
            for (int commit = 0; commit < 23; commit++)
                Git(repository, [.. s_author, "commit", "--quiet", "--allow-empty", "-m", $"commit {commit}"]);
            await AssertSame("GIT_CONFIG_NOSYSTEM=1", $"HOME={repository}", "git", "-C", repository, "log", "--stat");
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    [Fact]
    public Task Threads_make_the_same_calls_and_errors() => AssertSame(Paths.Workload, "replay");

    public static TheoryData<string> Programs => Ia32.Where("minimal", "minimal_ia32");

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_without_any_library_makes_the_same_calls_and_errors(string program)
    {
        string path = Path.Combine(Paths.Workloads, program);
        Assert.SkipUnless(File.Exists(path), $"{program} is not built: this compiler does not link it");
        await AssertSame(path);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("huge")]
    [InlineData("signals handler")]
    public Task The_rules_are_all_that_differs(string scenario) => AssertSame([Paths.Workload, .. scenario.Split(' ')]);

    [Theory]
    [InlineData("restart", 0)]
    [InlineData("eintr", 23)]
    public async Task Strace_takes_restarts_and_what_rt_sigreturn_restores_for_errors(string kind, long restored)
    {
        // How often one process looks whether the other sleeps is not the same in every run: these two names are.
        var strace = await StraceTable.OfStrace(Paths.Workload, "signals", kind);
        TracedRun run = await TracedRun.OfWorkload("signals", kind);

        run.AssertPromiseKept();
        CallCounts read = run.Summary.Counts("read");
        CallCounts returns = run.Summary.Counts("rt_sigreturn");
        Assert.Equal((23, 0), (read.Restarted, read.Errors));
        Assert.Equal(23, strace["read"].Errors);
        Assert.Equal((23, 0), (returns.Calls, returns.Errors));
        Assert.Equal((23, restored), strace["rt_sigreturn"]);
    }

    /// <summary>
    /// Runs the command under both. What differs is a bug, unless strace then differs from itself: files have changed
    /// meanwhile, and the comparison is void.
    /// </summary>
    private static async Task AssertSame(params string[] words)
    {
        string[] command = [.. s_environment, .. words];
        IReadOnlyList<string> unsteady = [];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var strace = await StraceTable.OfStrace(command);
            TracedRun run = await TracedRun.OfCommand(command);
            run.Summary.AssertWhole();
            IReadOnlyList<string> differences = StraceTable.Differences(strace, StraceTable.OfSummary(run.Summary));
            if (differences.Count == 0)
                return;

            unsteady = StraceTable.Differences(strace, await StraceTable.OfStrace(command));
            Assert.True(unsteady.Count > 0, "strace; sysprof:\n" + string.Join('\n', differences));
        }

        Assert.Fail("not the same calls in every run, strace; strace again:\n" + string.Join('\n', unsteady));
    }

    private static void Git(string repository, params string[] words)
    {
        using Process git = Process.Start("git", ["-C", repository, .. words]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
