using System.Diagnostics;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>
/// A workload started with <c>--wait</c>: it does nothing that is promised before <see cref="Go"/>, so that the test
/// can attach first. It is killed when it is disposed of too early.
/// </summary>
internal sealed class RunningWorkload : IDisposable
{
    // A workload that hangs ends the test, not the run. No test asserts how long anything takes.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _output = [];

    private RunningWorkload(Process process) => _process = process;

    public int Tgid => _process.Id;

    /// <summary>What it printed so far, without "ready" and "done".</summary>
    public IReadOnlyList<string> Output => _output;

    /// <summary>What it promised so far.</summary>
    public Promise Promise => Promise.Parse(_output);

    /// <summary>
    /// Starts a scenario and waits for its "ready". <c>--wait</c> is added; add <c>--linger</c> to look at it while it lives.
    /// </summary>
    public static async Task<RunningWorkload> Start(params string[] words)
    {
        var start = new ProcessStartInfo(Paths.Workload, [.. words, "--wait"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var workload = new RunningWorkload(Process.Start(start)!);
        string? line = await workload.ReadLine();
        if (line is null)
            await workload.CheckExit();
        Assert.StartsWith("ready ", line, StringComparison.Ordinal);
        return workload;
    }

    /// <summary>Lets it do its work.</summary>
    public void Go()
    {
        _process.StandardInput.Write("go\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for its promise: with <c>--linger</c> it then still lives, otherwise it has closed its output.</summary>
    public async Task<Promise> ReadPromise()
    {
        while (await ReadLine() is { } line && line != "done")
            _output.Add(line);
        return Promise;
    }

    /// <summary>Ends its stdin and waits for its end, which must be a good one; skips where it says it is impossible here.</summary>
    public async Task End()
    {
        _process.StandardInput.Close();
        await ReadPromise();
        await CheckExit();
    }

    /// <summary>Its promise from start to end: <see cref="Go"/>, <see cref="ReadPromise"/>, <see cref="End"/>.</summary>
    public async Task<Promise> Run()
    {
        Go();
        await End();
        return Promise;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<string?> ReadLine() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);

    private async Task CheckExit()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        WorkloadExit.Check(_process.ExitCode, await _process.StandardError.ReadToEndAsync());
    }
}
