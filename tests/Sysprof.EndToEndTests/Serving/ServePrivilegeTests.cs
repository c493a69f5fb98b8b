using System.Globalization;
using Sysprof.KernelTests.Unprivileged;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>Who may start it, and what it may do once it serves.</summary>
public sealed class ServePrivilegeTests : IDisposable
{
    private readonly PublicCopy _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task Started_by_root_nothing_is_left_of_it()
    {
        await using ServeProcess process = await ServeProcess.StartAsync("--collector.process", "--collector.cgroup");
        await process.ScrapeAsync();

        ThreadPrivileges.AssertNone(process.Tgid);
        await process.StopAsync();
    }

    [Theory]
    [InlineData("the machine")]
    [InlineData("-p")]
    [InlineData("-t")]
    [InlineData("--comm")]
    [InlineData("--cgroup")]
    public async Task Two_capabilities_are_enough_to_start_and_none_to_serve(string kind)
    {
        using SteadyProgram target = SteadyProgram.Start();
        string[] words = kind switch
        {
            "-p" or "-t" => [kind, target.Tgid.ToString(CultureInfo.InvariantCulture)],
            "--comm" => [kind, "^steady$"],
            "--cgroup" => [kind, CgroupOf(target.Tgid)],
            _ => [],
        };
        await using ServeProcess process = await ServeProcess.StartCommandAsync(_copy.AsNobody(
            ["bpf", "perfmon"], ["serve", "--web.listen-address=127.0.0.1:0", "--collector.process", "--collector.cgroup", .. words]));

        ThreadPrivileges.AssertNone(process.Tgid);
        string text = await process.ScrapeAsync();
        Assert.Matches("(?m)^sysprof_run_info\\{.*\\} 1$", text);
        Assert.Matches("(?m)^process_open_fds [1-9]", text);
        await EventuallyCountsAsync(process, """sysprof_process_syscalls_total{comm="steady"}""");
        Assert.DoesNotContain("level=warn", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
        ThreadPrivileges.AssertNone(process.Tgid);
        await process.StopAsync();
    }

    [Theory]
    [InlineData("bpf")]
    [InlineData("perfmon")]
    public async Task One_of_the_two_is_not_enough(string capability)
    {
        await using ServeProcess process = ServeProcess.Launch(
            _copy.AsNobody([capability], ["serve", "--web.listen-address=127.0.0.1:0"]));

        Assert.Equal(77, await process.EndAsync());
        Assert.EndsWith(
            ": operation not permitted\n  hint: run as root, or grant CAP_BPF and CAP_PERFMON\n", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("listening", process.Log, StringComparison.Ordinal);
    }

    private static string CgroupOf(int tgid)
    {
        string? path = File.ReadLines($"/proc/{tgid}/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        Assert.SkipUnless(path is not null, "the cgroup v2 hierarchy is not mounted");
        return path!;
    }

    private static async Task EventuallyCountsAsync(ServeProcess process, string series)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await process.ScrapeAsync()).Split('\n').Any(
            line => line.StartsWith(series, StringComparison.Ordinal) && line[(series.Length + 1)..] != "0"))
        {
            Assert.False(patience.IsCancellationRequested, $"{series} did not count in a minute");
        }
    }
}
