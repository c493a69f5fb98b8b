using System.Globalization;
using System.Text.Json;
using Sysprof.EndToEndTests.Serving;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Unprivileged;
using Xunit;

namespace Sysprof.EndToEndTests.Privileges;

/// <summary>What each command takes of a user, as <c>docs/privileges.md</c> has it; serve has tests of its own.</summary>
public sealed class LeastPrivilegeTests : IDisposable
{
    // CAP_DAC_READ_SEARCH, CAP_KILL, CAP_SYS_PTRACE and CAP_CHECKPOINT_RESTORE, as /proc writes them.
    private const string ToLookOn = "0000010000080024";

    private const string NamedPython = "\"kind\":\"python\"";

    private static readonly string[] s_python = ["/usr/bin/python3", "-c", "import time\nwhile True: time.sleep(0.05)"];

    private readonly PublicCopy _copy = new();

    public void Dispose() => _copy.Dispose();

    [Theory]
    [InlineData("stat -d 200ms --by process --format json", true)]
    [InlineData("stat -d 200ms --by file", true)]
    [InlineData("stat -d 200ms --sizes --by peer", true)]
    [InlineData("stat -d 200ms --findings", true)]
    [InlineData("record -d 200ms -o /dev/null", false)]
    [InlineData("top --batch -n 1 -i 200ms", true)]
    [InlineData("now -d 200ms", true)]
    [InlineData("now --format json -d 200ms", true)]
    [InlineData("stat -- true", true)]
    public async Task Two_capabilities_are_enough(string line, bool prints)
    {
        SysprofProgram.Result result = await RunAsync(["bpf", "perfmon"], line);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.DoesNotContain("error", result.Error, StringComparison.Ordinal);
        Assert.Equal(prints, result.Output.Length > 0);
    }

    [Theory]
    [InlineData("bpf", "stat -d 200ms")]
    [InlineData("perfmon", "stat -d 200ms")]
    [InlineData("", "stat -d 200ms")]
    [InlineData("", "stat -- true")]
    [InlineData("bpf", "record -d 200ms -o /dev/null")]
    [InlineData("perfmon", "record -d 200ms -o /dev/null")]
    [InlineData("bpf", "top --batch -n 1")]
    [InlineData("perfmon", "top --batch -n 1")]
    [InlineData("bpf", "now")]
    [InlineData("perfmon", "now")]
    public async Task One_of_the_two_is_not_and_one_line_says_so(string capability, string line)
    {
        SysprofProgram.Result result = await RunAsync(capability.Split(',', StringSplitOptions.RemoveEmptyEntries), line);

        Assert.Equal((77, ""), (result.ExitCode, result.Output));
        Assert.Matches(
            @"\Asysprof: error: .+: operation not permitted\n  hint: run as root, or grant CAP_BPF and CAP_PERFMON\n\z", result.Error);
    }

    [Theory]
    [InlineData("", 78)]
    [InlineData("bpf,perfmon", 0)]
    [InlineData("bpf,perfmon,sys_ptrace", 0)]
    [InlineData("bpf,perfmon,sys_ptrace,dac_read_search", 0)]
    public async Task Check_says_what_more_would_show(string capabilities, int exitCode)
    {
        SysprofProgram.Result result = await RunAsync(capabilities.Split(',', StringSplitOptions.RemoveEmptyEntries), "check");

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        Assert.Matches(
            capabilities.Contains("dac_read_search", StringComparison.Ordinal)
                ? @"(?m)^ok +programs of others +named$"
                : @"(?m)^optional +programs of others +not named, .*\n +-> grant CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH",
            result.Output);
    }

    /// <summary>Those of root, seen by nobody.</summary>
    [Theory]
    [InlineData(false, "bpf", "perfmon")]
    [InlineData(false, "bpf", "perfmon", "dac_read_search")]
    [InlineData(true, "bpf", "perfmon", "sys_ptrace", "dac_read_search")]
    public async Task Programs_of_others_have_names_for_whoever_may_look_at_them(bool named, params string[] capabilities)
    {
        InstalledProgram.Require("python3");
        using SysprofProgram other = SysprofProgram.StartAs(s_python);
        await Condition.Becomes(() => File.ReadAllText($"/proc/{other.Tgid}/comm") == "python3\n");

        SysprofProgram.Result result = await RunAsync(capabilities, $"stat -p {other.Tgid} -d 1s --by process --format json");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(named, result.Output.Replace(" ", "", StringComparison.Ordinal).Contains(NamedPython, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("record -o -")]
    [InlineData("stat")]
    [InlineData("top --batch -i 100ms")]
    [InlineData("now --watch --format json")]
    public async Task Nothing_is_left_to_a_user_with_two_when_it_runs(string line)
    {
        using SteadyProgram target = SteadyProgram.Start();
        using SysprofProgram program = SysprofProgram.StartAs(
            _copy.AsNobody(["bpf", "perfmon"], [.. line.Split(' '), "-p", target.Tgid.ToString(CultureInfo.InvariantCulture)]));
        await Condition.Becomes(() => ThreadPrivileges.HasGivenUp(program.Tgid));

        ThreadPrivileges.AssertNone(program.Tgid);
        await EndAsync(program);
    }

    [Theory]
    [InlineData("record -o -")]
    [InlineData("stat")]
    [InlineData("top --batch -i 100ms")]
    [InlineData("now --watch --format json")]
    public async Task Root_keeps_what_looking_at_others_takes(string line)
    {
        using SteadyProgram target = SteadyProgram.Start();
        using SysprofProgram program = SysprofProgram.Start(
            [.. line.Split(' '), "-p", target.Tgid.ToString(CultureInfo.InvariantCulture)]);
        await Condition.Becomes(() => ThreadPrivileges.HasGivenUp(program.Tgid));

        ThreadPrivileges.AssertOnly(ToLookOn, program.Tgid);
        await EndAsync(program);
    }

    [Fact]
    public async Task Top_of_root_names_programs_of_others_that_come_later()
    {
        InstalledProgram.Require("python3");
        // Others may run Python, too: then a frame has the name more than once.
        using SysprofProgram top = SysprofProgram.StartShell(
            $"exec \"$SYSPROF\" top --batch -i 100ms --by process --comm '^python3$' --format json > >(grep -m1 -o '{NamedPython}' | uniq)");
        await Condition.Becomes(() => ThreadPrivileges.HasGivenUp(top.Tgid));
        ThreadPrivileges.AssertOnly(ToLookOn, top.Tgid);
        using SysprofProgram other = SysprofProgram.StartAs(
            ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", .. s_python]);

        // It ends when it is not read any more, that is when the name was there.
        Assert.Equal(new SysprofProgram.Result(0, $"{NamedPython}\n", ""), await top.EndAsync());
    }

    [Fact]
    public async Task A_command_that_became_another_users_gets_signals_passed_on()
    {
        using SysprofProgram program = SysprofProgram.Start(
            "stat", "--", "setpriv", "--reuid", "nobody", "--clear-groups", "sh", "-c", "trap 'exit 23' TERM; echo up; while :; do sleep 0.1; done");
        await program.OutputBeginsAsync();
        await Condition.Becomes(() => ThreadPrivileges.HasGivenUp(program.Tgid));

        await program.SignalAsync("TERM");

        Assert.Equal(23, (await program.EndAsync()).ExitCode);
    }

    private async Task<SysprofProgram.Result> RunAsync(IReadOnlyList<string> capabilities, string line)
    {
        using SysprofProgram program = SysprofProgram.StartAs(_copy.AsNobody(capabilities, line.Split(' ')));
        return await program.EndAsync();
    }

    private static async Task<string> EndAsync(SysprofProgram program)
    {
        await program.SignalAsync("TERM");
        SysprofProgram.Result result = await program.EndAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
