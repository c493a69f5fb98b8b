using System.Globalization;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Leaks;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>
/// SIGKILL at any moment. Moments are system calls of the program itself, the first to the last that it makes to load,
/// attach and record: strace stops it there, so that what it holds in the kernel is known when it is killed.
/// </summary>
public sealed class KilledProgramTests : IDisposable
{
    private const int Seed = 2026;

    // The main thread's calls of bpf() load and attach; a write is an interval.
    private const int MostBpfCalls = 60;
    private const int MostWrites = 20;

    /// <summary>How many moments; SYSPROF_KILLS says it for a long run.</summary>
    private static readonly int s_kills =
        int.Parse(Environment.GetEnvironmentVariable("SYSPROF_KILLS") ?? "6", CultureInfo.InvariantCulture);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-kill-").FullName;

    public KilledProgramTests()
    {
        SysprofProgram.RequireRoot();
        InstalledProgram.Require("strace");
    }

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
                await KillAtAsync("pwrite64", random.Next(1, MostWrites + 1));
            }
        }
    }

    private async Task KillAtAsync(string call, int time)
    {
        string moment = $"{call} {time}";
        string log = Path.Combine(_directory, $"{moment}.log");
        string file = Path.Combine(_directory, $"{moment}.rec");
        // -D: the program is our own child, and strace its tracer beside it.
        using SysprofProgram program = SysprofProgram.StartAs(
            [
                "strace", "-D", "-f", "-qq", "-o", log, "-e", $"trace={call}", "-e", $"inject={call}:signal=STOP:when={time}",
                SysprofProgram.Path, "record", "-i", "10ms", "-o", file, "--force",
            ]);
        await Condition.Becomes(() => File.Exists(log)
            && File.ReadLines(log).Any(line => line.Contains("stopped by SIGSTOP", StringComparison.Ordinal)));
        KernelObjects held = KernelObjects.Of(program.Tgid);
        await program.SignalAsync("KILL");
        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(137, result.ExitCode);
        await held.AreGone();
        await Condition.Becomes(() => !IsAnyLeft(program.Tgid));
        if (new FileInfo(file) is { Exists: true, Length: > 0 })
        {
            Recording recording = Recording.Read(file);
            Assert.Equal(RecordingState.CutOff, recording.End.State);
            Assert.Equal(0, recording.Summary.Ledger.Unaccounted);
            Assert.True(call == "bpf" || recording.Intervals.Count >= time - 2, $"{moment}: {recording.Intervals.Count} intervals");
        }
    }

    /// <summary>Whether a process of its own is left, as the one that measures the cost of tracing.</summary>
    private static bool IsAnyLeft(int killed) => Directory.EnumerateDirectories("/proc").Any(
        process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int tgid)
            && tgid != killed && new FileInfo($"{process}/exe").LinkTarget == SysprofProgram.Path);
}
