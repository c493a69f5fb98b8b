using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>A recording of <see cref="SteadyProgram"/> from its start to its end, made once for the tests of a class.</summary>
public sealed class SteadyRecording : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-steady-").FullName;

    /// <summary>Where it is.</summary>
    public string File => Path.Combine(_directory, "x.rec");

    public async ValueTask InitializeAsync()
    {
        // Without root the tests are skipped, each with its reason.
        if (Environment.IsPrivilegedProcess)
        {
            SysprofProgram.Result recorded = await SysprofProgram.RunAsync(
                "record", "-i", "200ms", "-o", File, "--", SteadyProgram.Workload, "steady", "3");
            Assert.Equal(0, recorded.ExitCode);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
