using System.Diagnostics;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary>The workload under another name: a copy of the program, which the kernel names after its file.</summary>
internal sealed class NamedProgram : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;
    private readonly string _path;
    private readonly List<Process> _started = [];

    public NamedProgram(string name)
    {
        _path = Path.Combine(_directory, name);
        File.Copy(Paths.Workload, _path);
    }

    /// <summary>Starts a scenario that waits, so that the name is there.</summary>
    public async Task<int> StartWaiting()
    {
        Process process = Start("counts", "--wait");
        Assert.StartsWith("ready ", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        return process.Id;
    }

    /// <summary>Runs a scenario from beginning to end.</summary>
    public async Task<Promise> Run(params string[] words)
    {
        Process process = Start(words);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return Promise.Parse(output.Split('\n'));
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private Process Start(params string[] words)
    {
        Process process = Process.Start(
            new ProcessStartInfo(_path, words) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _started.Add(process);
        return process;
    }
}
