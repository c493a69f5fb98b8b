using System.Diagnostics;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>The wall clock jumps three hours ahead and back all the time: for the program alone, see clock_steps.c.</summary>
public sealed class ClockStepTests : IDisposable
{
    private const int Steps = 5;

    private static readonly TimeSpan s_jump = TimeSpan.FromHours(3);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-clock-").FullName;

    public ClockStepTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task No_duration_is_measured_by_it()
    {
        string file = Path.Combine(_directory, "x.rec");
        string library = Path.Combine(Paths.Workloads, "libclock_steps.so");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        long start = Stopwatch.GetTimestamp();
        using SysprofProgram program = SysprofProgram.StartShell(
            $"exec env LD_PRELOAD={library} \"$SYSPROF\" record -d 500ms -i 100ms -o {file}");

        SysprofProgram.Result result = await program.EndAsync();

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Recording recording = Recording.Read(file);
        Assert.Equal(0, result.ExitCode);
        Assert.True((recording.Summary.Run.Start - now).Duration() > s_jump / 2, "the clock did not jump");
        recording.Summary.AssertBalanced();
        Assert.InRange(recording.Intervals.Count, 1, Steps + 1); // The last may be what is left after the fifth.
        Assert.All(recording.Intervals, interval => Assert.InRange(interval, TimeSpan.Zero, elapsed));
        Assert.InRange(recording.Intervals.Aggregate((a, b) => a + b), TimeSpan.FromMilliseconds(500), elapsed);
        Assert.All(
            recording.Summary.Threads().Select(thread => thread.Thread.Time.WallNs),
            wallNs => Assert.InRange(wallNs, 0, elapsed.Ticks * 100));
    }
}
