using System.Globalization;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Leaks;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>
/// SIGKILL at any moment. Moments are calls of the program itself with which it loads, attaches and records: stops_at.c stops
/// it behind one, so that what it holds in the kernel is known when it is killed.
/// </summary>
public sealed class KilledProgramTests : IDisposable
{
    private const int Seed = 2026;

    // Some seventy calls of bpf() load and attach, the others turn intervals over.
    private const int MostBpfCalls = 100;

    // Two writes begin a recording, and each further one is an interval.
    private const int FirstWrites = 2;
    private const int MostWrites = 20;

    /// <summary>How many moments; SYSPROF_KILLS says it for a long run.</summary>
    private static readonly int s_kills =
        int.Parse(Environment.GetEnvironmentVariable("SYSPROF_KILLS") ?? "6", CultureInfo.InvariantCulture);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-kill-").FullName;

    public KilledProgramTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Nothing_is_left_and_the_recording_has_its_whole_intervals()
    {
        var random = new Random(Seed);
        for (int kill = 0; kill < s_kills; kill++)
        {
            if (kill % 2 == 0)
            {
                await KillAtAsync("bpf", random.Next(1, MostBpfCalls + 1));
            }
            else
            {
                await KillAtAsync("pwrite", random.Next(FirstWrites, MostWrites + 1));
            }
        }
    }

    private async Task KillAtAsync(string call, int time)
    {
        string moment = $"{call} {time}";
        string file = Path.Combine(_directory, "x.rec");
        File.Delete(file);
        using SysprofProgram program = SysprofProgram.StartAs(
            [
                "env", $"LD_PRELOAD={Path.Combine(Paths.Workloads, "libstops_at.so")}", $"STOP_AT={moment}",
                SysprofProgram.Path, "record", "-i", "10ms", "-o", file,
            ]);
        Task<SysprofProgram.Result> end = program.EndAsync();
        await Condition.Becomes(() => end.IsCompleted || ProcessStat.IsStopped(program.Tgid));
        Assert.False(end.IsCompleted, end.IsCompleted ? $"{moment}: ended by itself: {await end}" : "");
        KernelObjects held = KernelObjects.Of(program.Tgid);
        await program.SignalAsync("KILL");
        SysprofProgram.Result result = await end;

        Assert.Equal(137, result.ExitCode);
        await held.AreGone();
        await Condition.Becomes(() => !IsAnyLeft(program.Tgid));
        if (new FileInfo(file) is { Exists: true, Length: > 0 })
        {
            Recording recording = Recording.Read(file);
            Assert.Equal(RecordingState.CutOff, recording.End.State);
            Assert.Equal(0, recording.Summary.Ledger.Unaccounted);
            Assert.True(call == "bpf" || recording.Intervals.Count == time - FirstWrites, $"{moment}: {recording.Intervals.Count} intervals");
        }
    }

    /// <summary>Whether a process of its own is left, as the one that measures the cost of tracing.</summary>
    private static bool IsAnyLeft(int killed) => Directory.EnumerateDirectories("/proc").Any(
        process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int tgid)
            && tgid != killed && new FileInfo($"{process}/exe").LinkTarget == SysprofProgram.Path);
}
