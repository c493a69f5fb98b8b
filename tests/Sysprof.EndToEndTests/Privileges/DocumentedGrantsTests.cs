using System.Text.RegularExpressions;
using Sysprof.EndToEndTests.Serving;
using Sysprof.KernelTests.Unprivileged;
using Sysprof.Tests;
using Xunit;

namespace Sysprof.EndToEndTests.Privileges;

/// <summary>The ways to grant capabilities that are in the docs, taken as they are written there.</summary>
public sealed partial class DocumentedGrantsTests : IDisposable
{
    private const string Installed = "/usr/bin/sysprof";

    // PR_SET_MDWE, of Linux 6.3: memory that is written to can never be executed.
    private const string DenyWriteExecute =
        "import ctypes, os, sys; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0 or sys.exit('no PR_SET_MDWE'); os.execv(sys.argv[1], sys.argv[1:])";

    private readonly PublicCopy _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task With_setcap_every_user_may_trace()
    {
        InstalledProgram.Require("setcap");
        await GrantAsync();

        SysprofProgram.Result result = await _copy.RunAsNobodyAsync("stat", "--by", "syscall", "--", "true");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches("(?m)^ *execve +1 ", result.Output);
    }

    [Fact]
    public async Task With_setcap_nothing_is_left_once_it_serves()
    {
        InstalledProgram.Require("setcap");
        await GrantAsync();
        await using ServeProcess process = await ServeProcess.StartCommandAsync(
            _copy.AsNobody([], "serve", "--web.listen-address=127.0.0.1:0", "--collector.process"));

        ThreadPrivileges.AssertNone(process.Tgid);
        Assert.Contains("\nsysprof_syscalls_total{", await process.ScrapeAsync(), StringComparison.Ordinal);
        await process.StopAsync();
    }

    [Fact]
    public async Task With_setpriv_one_run_may_trace()
    {
        SysprofProgram.Result result = await ShellAsync(
            Command("setpriv ").Replace(Installed, _copy.Program, StringComparison.Ordinal));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("ledger: entered ", result.Output, StringComparison.Ordinal);
    }

    /// <summary>No service manager runs here: setpriv gives what it would, to a user that is not dynamic.</summary>
    [Fact]
    public async Task The_command_of_the_unit_serves_with_what_the_unit_gives()
    {
        string[] capabilities = Setting("AmbientCapabilities").Replace("CAP_", "", StringComparison.Ordinal).ToLowerInvariant().Split(' ');
        string bounds = string.Join(',', ["-all", .. capabilities.Select(name => $"+{name}")]);
        string[] command = [.. Setting("ExecStart").Replace(Installed, _copy.Program, StringComparison.Ordinal).Split(' ')];
        Assert.Equal("yes", Setting("MemoryDenyWriteExecute"));
        Assert.Equal(Setting("AmbientCapabilities"), Setting("CapabilityBoundingSet"));
        string[] asNobody = [.. _copy.AsNobody(capabilities).TakeWhile(word => word != "--")];
        await using ServeProcess process = await ServeProcess.StartCommandAsync(
            [.. asNobody, "--bounding-set", bounds, "--no-new-privs", "--", "/usr/bin/python3", "-c", DenyWriteExecute, .. command, "--web.listen-address=127.0.0.1:0"]);

        ThreadPrivileges.AssertNone(process.Tgid);
        Assert.Contains("\nsysprof_syscalls_total{", await process.ScrapeAsync(), StringComparison.Ordinal);
        await process.StopAsync();
    }

    private async Task GrantAsync()
    {
        SysprofProgram.Result granted = await ShellAsync(InstalledPath().Replace(Command("setcap "), _copy.Program));
        Assert.True(granted.ExitCode == 0, granted.Error);
    }

    private static async Task<SysprofProgram.Result> ShellAsync(string command)
    {
        using SysprofProgram shell = SysprofProgram.StartShell(command);
        return await shell.EndAsync();
    }

    /// <summary>The one line of the docs that begins so, and those that it goes on in.</summary>
    private static string Command(string beginning)
    {
        string text = File.ReadAllText(RepositoryFiles.Path("docs/privileges.md")).Replace("\\\n", " ", StringComparison.Ordinal);
        return Assert.Single(text.Split('\n'), line => line.StartsWith(beginning, StringComparison.Ordinal));
    }

    private static string Setting(string name) => Assert.Single(
        File.ReadLines(RepositoryFiles.Path("docs/systemd/sysprof.service")),
        line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    [GeneratedRegex(@"/usr/\S+/sysprof\b")]
    private static partial Regex InstalledPath();
}
