using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sysprof.KernelTests.Children;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>What is watched is killed in the midst of its calls.</summary>
public sealed class KilledTargetTests : IDisposable
{
    private const int Kill = 9;

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-killed-").FullName;

    public KilledTargetTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_process_that_is_killed_ends_the_run_and_no_call_of_it_stays_in_flight()
    {
        // Five threads asleep in five calls, and one that goes on reading.
        SteadyProgram target = SteadyProgram.Start();
        using SysprofProgram program = SysprofProgram.StartIn(
            _directory, "record", "-i", "50ms", "-o", "x.rec", "-p", target.Tgid.ToString(CultureInfo.InvariantCulture));
        await WrittenAsync("x.rec");
        target.Dispose();

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("sysprof: note: the target ended, and the run with it\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("+ in flight 0 + ", result.Error, StringComparison.Ordinal);
        Ledger ledger = Recording.Read(Path.Combine(_directory, "x.rec")).Summary.Ledger;
        Assert.Equal((0, 0, true), (ledger.Unaccounted, ledger.Lost, ledger.Closed));
    }

    [Fact]
    public async Task A_command_that_is_killed_gives_137_and_a_whole_result()
    {
        using SysprofProgram program = SysprofProgram.StartIn(
            _directory, "stat", "--format", "json", "--", "sh", "-c", "echo $$ >tgid.new; mv tgid.new tgid; exec sleep 300");
        string file = Path.Combine(_directory, "tgid");
        await Condition.Becomes(() => File.Exists(file));
        int command = int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        using (var kill = Process.Start("kill", [$"-{Kill}", $"{command}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal((128 + Kill, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        JsonElement ledger = json.RootElement.GetProperty("ledger");
        Assert.Equal(0, ledger.GetProperty("in_flight").GetInt64());
        Assert.Equal(0, ledger.GetProperty("unaccounted").GetInt64());
    }

    private Task WrittenAsync(string name)
    {
        var file = new FileInfo(Path.Combine(_directory, name));
        return Condition.Becomes(() =>
        {
            file.Refresh();
            return file.Exists && file.Length > 0;
        });
    }
}
