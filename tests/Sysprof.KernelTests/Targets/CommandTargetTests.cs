using System.Diagnostics;
using System.Globalization;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary><c>-- COMMAND</c>: started as a shell would, its end passed through.</summary>
public sealed class CommandTargetTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public async Task Its_exit_code_comes_through(int status)
    {
        TracedRun run = await TracedRun.OfCommand(Paths.Workload, "exit_with", $"{status}");
        Assert.Equal(status, run.ExitCode);
        run.Summary.AssertWhole();
        Assert.Equal(1, run.Summary.Counts("exit_group").NeverReturned);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(9)]
    [InlineData(15)]
    public async Task A_signal_that_kills_it_is_128_and_its_number(int signal)
    {
        TracedRun run = await TracedRun.OfCommand(Paths.Workload, "die_by", $"{signal}");
        Assert.Equal(128 + signal, run.ExitCode);
        run.Summary.AssertWhole();
    }

    [Fact]
    public async Task A_signal_that_is_passed_on_reaches_it()
    {
        string output = Path.Combine(_directory, "stdout");
        using Tracer tracer = Start(output, Paths.Workload, "trap_int", "23");
        await Condition.Becomes(() => File.ReadAllText(output).StartsWith("ready ", StringComparison.Ordinal));
        Assert.Null(tracer.Session.CommandExitCode);
        tracer.Session.SignalCommand(2);
        await tracer.RotateUntil(tracer.Session.TargetEnded);
        tracer.Stop();
        Assert.Equal(23, tracer.Session.CommandExitCode);
        tracer.Summary.AssertWhole();
    }

    [Fact]
    public async Task Its_children_are_counted_when_they_are_followed()
    {
        TracedRun run = await TracedRun.OfWorkload("threads", "7", "5", "3", "101");
        run.AssertPromiseKept();
    }

    [Fact]
    public async Task A_script_without_an_interpreter_line_is_run_by_the_shell()
    {
        string script = Script("exit $1\n", executable: true);
        TracedRun run = await TracedRun.OfCommand(script, "23");
        Assert.Equal(23, run.ExitCode);
        run.Summary.AssertWhole();
        // The first was refused with ENOEXEC.
        Assert.Equal(2, run.Summary.Counts("execve").Calls);
        Assert.Equal(1, run.Summary.Counts("execve").Errors);
    }

    [Fact]
    public async Task A_script_with_an_interpreter_line_is_run_by_that()
    {
        TracedRun run = await TracedRun.OfCommand(Script("#!/bin/sh\nexit $1\n", executable: true), "23");
        Assert.Equal(23, run.ExitCode);
        Assert.Equal(1, run.Summary.Counts("execve").Calls);
    }

    [Fact]
    public async Task No_signal_is_blocked_or_ignored()
    {
        TracedRun run = await TracedRun.OfCommand("grep", "-E", "Sig(Blk|Ign)", "/proc/self/status");
        Assert.Equal(["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"], run.Output);
    }

    [Fact]
    public async Task It_inherits_no_descriptor_of_ours()
    {
        // Those without close-on-exec that this process was started with itself are not ours.
        string[] words = ["sh", "-c", "ls /proc/self/fd"];
        using Process untraced = Process.Start(
            new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true })!;
        string expected = await untraced.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        TracedRun run = await TracedRun.OfCommand(words);
        Assert.Equal(expected.Split('\n', StringSplitOptions.RemoveEmptyEntries), run.Output);
    }

    [Theory]
    [InlineData("sysprof-has-no-such-command")]
    [InlineData("/nonexistent/command")]
    public void A_command_that_does_not_exist_is_refused_with_127(string command)
    {
        SysprofException refused = Refusal(command);
        Assert.Equal($"starting {command}: no such command", refused.Message);
        Assert.NotNull(refused.Hint);
        Assert.Equal(ExitCode.CommandNotFound, refused.ExitCode);
    }

    [Fact]
    public void A_file_that_is_not_executable_is_refused_with_126()
    {
        string script = Script("exit 0\n", executable: false);
        SysprofException refused = Refusal(script);
        Assert.Equal($"executing {script}: permission denied", refused.Message);
        Assert.Equal(ExitCode.CommandNotExecutable, refused.ExitCode);
    }

    [Fact]
    public void A_directory_is_refused_with_126()
    {
        SysprofException refused = Refusal(_directory);
        Assert.Equal($"executing {_directory}: permission denied", refused.Message);
        Assert.Equal(ExitCode.CommandNotExecutable, refused.ExitCode);
    }

    [Fact]
    public async Task A_command_that_still_runs_goes_on_when_the_session_ends()
    {
        string output = Path.Combine(_directory, "stdout");
        string finished = Path.Combine(_directory, "finished");
        string go = Path.Combine(_directory, "go");
        using (Tracer tracer = Start(output, "sh", "-c", $"while [ ! -e {go} ]; do sleep 0.01; done; touch {finished}"))
            tracer.Stop();
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        await Condition.Becomes(() => File.Exists(finished));
    }

    [Fact]
    public async Task A_command_that_is_not_let_go_ends_with_us_when_we_are_killed()
    {
        string trace = Path.Combine(_directory, "was-run");
        using ChildProcess child = await ChildProcess.Start("hold", "touch", trace);
        int command = Assert.Single(ChildrenOf(child.Tgid));
        await child.Kill();
        await Condition.Becomes(() => HasEnded(command));
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task A_command_that_is_not_let_go_stays_where_it_is_when_others_continue_it()
    {
        string trace = Path.Combine(_directory, "was-run");
        using ChildProcess child = await ChildProcess.Start("hold", "touch", trace);
        int command = Assert.Single(ChildrenOf(child.Tgid));
        // What it does between two stops is to ask for its parent.
        await Process.Start("kill", ["-CONT", $"{command}"]).WaitForExitAsync(TestContext.Current.CancellationToken);
        await Condition.Becomes(() => IsStopped(command));
        await child.Finish();
        Assert.False(File.Exists(trace));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static List<int> ChildrenOf(int tgid) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{tgid}/task")
            .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture)),
    ];

    private static bool IsStopped(int tgid) =>
        File.ReadAllText($"/proc/{tgid}/stat").Contains(") T ", StringComparison.Ordinal);

    // Who adopts it may take its time to wait for it.
    private static bool HasEnded(int tgid)
    {
        try
        {
            return File.ReadAllText($"/proc/{tgid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private string Script(string text, bool executable)
    {
        string path = Path.Combine(_directory, "script");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | (executable ? UnixFileMode.UserExecute : UnixFileMode.None));
        return path;
    }

    private static Tracer Start(string output, params string[] words)
    {
        using StandardStreams streams = StandardStreams.ToFiles(output, output);
        return Tracer.Start(new Target.Command(words));
    }

    private static SysprofException Refusal(params string[] words) => Assert.Throws<SysprofException>(
        () => TraceSession.Start(
            new SessionOptions { Target = new Target.Command(words), Calls = SyscallSet.Everything }));
}
