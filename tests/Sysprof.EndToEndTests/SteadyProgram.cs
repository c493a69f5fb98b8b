using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>The workload that makes 1009 reads a second, 101 of which fail, beside five threads that sleep.</summary>
internal sealed class SteadyProgram : IDisposable
{
    private readonly Process _process;

    private SteadyProgram(Process process) => _process = process;

    /// <summary>The program with all the scenarios.</summary>
    public static string Workload { get; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../../../build/tests/workloads/workload"));

    /// <summary>Its process.</summary>
    public int Tgid => _process.Id;

    /// <summary>Starts it; it goes on until it is disposed of.</summary>
    public static SteadyProgram Start()
    {
        SteadyProgram program = Prepare(seconds: 3600);
        program.Go();
        return program;
    }

    /// <summary>Starts it, but it makes nothing until <see cref="Go"/>; its five threads sleep already.</summary>
    public static SteadyProgram Prepare(int seconds)
    {
        var start = new ProcessStartInfo(Workload, ["steady", seconds.ToString(CultureInfo.InvariantCulture), "--wait"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var program = new SteadyProgram(Process.Start(start)!);
        Assert.Equal($"ready {program.Tgid}", program._process.StandardOutput.ReadLine());
        return program;
    }

    /// <summary>Lets it begin.</summary>
    public void Go() => _process.StandardInput.Close();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
