using System.Diagnostics;
using Sysprof.Profile;

namespace Sysprof.Bench.Hostile;

/// <summary>A scenario of the workload (tests/workloads/README.md) that waits to be told to go.</summary>
internal sealed class Scenario : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it; returns when it is ready.</summary>
    /// <exception cref="SysprofException">It is not possible here.</exception>
    public Scenario(params string[] words)
    {
        _process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "peers", "workload"), [.. words, "--wait", "--linger"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        if (_process.StandardOutput.ReadLine() is null)
        {
            _process.WaitForExit();
            throw new SysprofException($"workload {string.Join(' ', words)}: exit code {_process.ExitCode}");
        }
    }

    public int Tgid => _process.Id;

    public void Go() => _process.StandardInput.WriteLine();

    /// <summary>The lines of its promise, when it has kept it; what it started may live on.</summary>
    public async Task<IReadOnlyList<string>> PromiseAsync()
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { } line && line != "done")
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Lets it end and waits for that: what it made is gone then.</summary>
    /// <exception cref="SysprofException">The machine did not answer as promised.</exception>
    public void End()
    {
        _process.StandardInput.Close();
        _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        if (_process.ExitCode != 0)
        {
            throw new SysprofException($"workload: exit code {_process.ExitCode}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
