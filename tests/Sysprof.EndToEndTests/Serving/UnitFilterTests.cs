using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sysprof.Tests;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>What the systemd unit allows, held against what the program does.</summary>
[Collection("serving")]
public sealed partial class UnitFilterTests : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-filter-").FullName;

    private static CancellationToken Abort => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Every_system_call_that_serving_takes_passes_the_filter_of_the_unit()
    {
        SysprofProgram.RequireRoot();
        InstalledProgram.Require("strace");
        InstalledProgram.Require("systemd-analyze");
        string trace = Path.Combine(_directory, "trace");
        // -D: strace is the grandchild, and the process that was started is the one that it looks at.
        string[] traced =
        [
            "strace", "-D", "-f", "-e", "signal=none", "-o", trace,
            SysprofProgram.Path, "serve", "--web.listen-address=127.0.0.1:0", "--collector.process", "--collector.cgroup",
        ];
        await using (ServeProcess server = await ServeProcess.StartCommandAsync(traced))
        {
            Assert.Contains("sysprof_build_info{", await server.ScrapeAsync(), StringComparison.Ordinal);
            server.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await server.EndAsync());
        }

        string[] made = [.. (await LinesAsync(trace)).Select(line => Call().Match(line).Groups[1].Value).Where(name => name.Length > 0).Distinct()];
        HashSet<string> allowed = await AllowedAsync(Filter());

        Assert.Contains("bpf", made);
        Assert.Empty(made.Except(allowed));
    }

    /// <summary>The groups and calls that the unit names.</summary>
    private static string[] Filter()
    {
        const string key = "SystemCallFilter=";
        string line = Assert.Single(
            File.ReadLines(RepositoryFiles.Path("docs/systemd/sysprof.service")),
            line => line.StartsWith(key, StringComparison.Ordinal));
        return line[key.Length..].Split(' ');
    }

    /// <summary>What strace wrote, when it has seen the last thread end.</summary>
    private static async Task<string[]> LinesAsync(string trace)
    {
        while (true)
        {
            string[] lines = await File.ReadAllLinesAsync(trace, Abort);
            string leader = lines[0].Split(' ')[0];
            if (lines.Any(line => Exit().Match(line) is { Success: true } exit && exit.Groups[1].Value == leader))
            {
                return lines;
            }

            await Task.Delay(s_look, Abort);
        }
    }

    /// <summary>The calls in groups, and in the groups inside of them.</summary>
    private static async Task<HashSet<string>> AllowedAsync(IEnumerable<string> names)
    {
        var allowed = new HashSet<string>();
        foreach (string name in names)
        {
            if (name.StartsWith('@'))
            {
                allowed.UnionWith(await AllowedAsync(await MembersAsync(name)));
            }
            else
            {
                allowed.Add(name);
            }
        }

        return allowed;
    }

    private static async Task<IEnumerable<string>> MembersAsync(string name)
    {
        using var tool = Process.Start(
            new ProcessStartInfo("systemd-analyze", ["syscall-filter", name]) { RedirectStandardOutput = true })!;
        string output = await tool.StandardOutput.ReadToEndAsync(Abort);
        await tool.WaitForExitAsync(Abort);
        Assert.Equal(0, tool.ExitCode);
        return output.Split('\n').Skip(1).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'));
    }

    [GeneratedRegex(@"^\d+ +(\w+)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"^(\d+) +\+\+\+ (?:exited|killed)")]
    private static partial Regex Exit();
}
