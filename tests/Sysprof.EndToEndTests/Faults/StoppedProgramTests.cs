using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>The program is stopped while calls are made that it would have to count.</summary>
public sealed class StoppedProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-stopped-").FullName;

    public StoppedProgramTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_was_counted_and_what_was_lost_is_what_was_made_and_it_says_so()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "1", "100003", "--linger");
        using SysprofProgram program = SysprofProgram.StartIn(
            _directory, "record", "-e", "getppid", "--ring-size", "64K", "-o", "x.rec", "-p", $"{workload.Tgid}");
        string file = Path.Combine(_directory, "x.rec");
        await Condition.Becomes(() => File.Exists(file) && new FileInfo(file).Length > 0);
        await program.SignalAsync("STOP");
        await Condition.Becomes(() => Directory.EnumerateDirectories($"/proc/{program.Tgid}/task").All(
            thread => File.ReadAllText($"{thread}/stat").Contains(") T ", StringComparison.Ordinal)));
        workload.Go();
        await workload.ReadPromise();
        await program.SignalAsync("CONT");
        await program.SignalAsync("INT");

        SysprofProgram.Result result = await program.EndAsync();

        await workload.End();
        Ledger ledger = Recording.Read(file).Summary.Ledger;
        Assert.Equal(0, result.ExitCode);
        Assert.Matches("LOST [0-9,]+ calls .*ring full [0-9,]+, +next time --ring-size [0-9]+[KMG]", result.Error.ReplaceLineEndings(" "));
        Assert.True(ledger.LostRingFull > 0, "nothing was lost");
        Assert.Equal(workload.Promise.Sum("calls"), ledger.Entered);
        Assert.Equal(ledger.Entered, ledger.Returned + ledger.LostRingFull);
        Assert.Equal(0, ledger.Unaccounted);
    }
}
