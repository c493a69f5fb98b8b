using System.Diagnostics;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>A program of other people that a test runs: it is killed and waited for when it is disposed of.</summary>
internal sealed class InstalledProgram : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private InstalledProgram(Process process) => _process = process;

    public int Tgid => _process.Id;

    /// <summary>Starts a command whose first word is a path or a name in PATH; skips the test where there is none.</summary>
    public static InstalledProgram Start(params string[] command)
    {
        Require(command[0]);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // How Go and Java are set up for whoever runs the tests is not for the programs that are looked at.
        start.Environment.Remove("JAVA_TOOL_OPTIONS");
        return new InstalledProgram(Process.Start(start)!);
    }

    /// <summary>Skips the test where there is no such program.</summary>
    public static void Require(string program) => Assert.SkipUnless(
        program.Contains('/') ? File.Exists(program) : Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(directory => File.Exists(Path.Combine(directory, program))),
        $"needs {program}: ./build.sh setup test");

    /// <summary>The next line that it prints; it must print one.</summary>
    public async Task<string> ReadLine() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("it ended");

    /// <summary>Gives it a line to read.</summary>
    public async Task WriteLine(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Runs a command to its end, which must be a good one, and returns what it printed.</summary>
    public static async Task<string> Output(string? directory, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        Require(command[0]);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = directory ?? "",
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
