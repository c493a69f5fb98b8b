using System.Globalization;
using System.Text.Json;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>The built program beside a file server that answers nothing, which executables lie on.</summary>
public sealed class SilentServerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-silent-run-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Now_shows_all_that_the_kernel_knows_and_says_what_is_unknown()
    {
        SysprofProgram.RequireRoot();
        using SilentServer silent = await SilentServer.Start(1009, 3);
        string workload = silent.Workload.Tgid.ToString(CultureInfo.InvariantCulture);
        SysprofProgram.Result result = await SysprofProgram.RunAsync("now", "-p", workload, "-d", "100ms", "--format", "json");

        // Where the machine is busy there may be no time for those that come last.
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(
            @"^sysprof: note: programs of \d+ process(es)? unknown: file system does not answer \([123]\)(, no time left to look \(\d+\))?\n$",
            result.Error);
        HashSet<int> shown =
        [
            .. JsonDocument.Parse(result.Output).RootElement.GetProperty("processes").EnumerateArray()
                .Select(process => process.GetProperty("pid").GetInt32()),
        ];
        Assert.Superset(new HashSet<int>([.. silent.Executables, silent.Workload.Tgid]), shown);
    }

    [Fact]
    public async Task Stat_ends_with_a_whole_result()
    {
        SysprofProgram.RequireRoot();
        using SilentServer silent = await SilentServer.Start(1009, 2);
        using SysprofProgram stat = SysprofProgram.Start("stat", "--by", "process", "--format", "json");
        await stat.HandlesSignalsAsync();
        silent.Workload.Go();
        await silent.Workload.ReadPromise();
        await stat.SignalAsync("TERM");
        SysprofProgram.Result result = await stat.EndAsync();

        Assert.Equal(0, result.ExitCode);
        JsonElement ledger = JsonDocument.Parse(result.Output).RootElement.GetProperty("ledger");
        Assert.Equal((true, 0), (ledger.GetProperty("closed").GetBoolean(), ledger.GetProperty("unaccounted").GetInt64()));
    }

    [Theory]
    [InlineData("TERM", "record")]
    [InlineData("KILL", "record")]
    [InlineData("KILL", "now", "-w", "--format", "json")]
    public async Task A_signal_ends_it_for_good(string signal, string command, params string[] options)
    {
        SysprofProgram.RequireRoot();
        using SilentServer silent = await SilentServer.Start(1009, 2);
        string[] words = command == "record" ? [command, "-o", Path.Combine(_directory, "x.rec")] : [command, .. options];
        using SysprofProgram program = SysprofProgram.Start(words);
        await program.HandlesSignalsAsync();
        silent.Workload.Go();
        await silent.Workload.ReadPromise();
        if (command == "now")
        {
            await program.OutputBeginsAsync(); // A frame was made.
        }

        await program.SignalAsync(signal);
        SysprofProgram.Result result = await program.EndAsync();

        // Also its streams have ended: no process that was left behind holds them.
        Assert.Equal(signal == "KILL" ? 128 + 9 : 0, result.ExitCode);
        Assert.False(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{program.Tgid}")));
    }
}
