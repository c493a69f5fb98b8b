using System.Diagnostics;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
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

    /// <summary>The call in which a workload waits for <see cref="Go"/>.</summary>
    public const string WaitingCall = "readv";

    private readonly Process _process;
    private readonly List<string> _output = [];

    private RunningWorkload(Process process) => _process = process;

    public int Tgid => _process.Id;

    /// <summary>What it printed so far, without "ready" and "done".</summary>
    public IReadOnlyList<string> Output => _output;

    /// <summary>What it promised so far.</summary>
    public Promise Promise => Promise.Parse(_output);

    /// <summary>
    /// Starts a scenario and waits until it is ready and asleep. <c>--wait</c> is added; <c>--linger</c> lets the test
    /// look at it while its threads live.
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
        // Which call it is in when the test attaches is part of what some tests count.
        await workload.WaitUntilIn(WaitingCall, workload.Tgid);
        return workload;
    }

    /// <summary>Lets it do its work.</summary>
    public void Go()
    {
        _process.StandardInput.Write("go\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for its promise; with <c>--linger</c> it lives on after it.</summary>
    public async Task<Promise> ReadPromise()
    {
        while (await ReadLine() is { } line && line != "done")
            _output.Add(line);
        return Promise;
    }

    /// <summary>Ends its stdin and waits for its end, which must be a good one.</summary>
    public async Task End()
    {
        _process.StandardInput.Close();
        await ReadPromise();
        await CheckExit();
    }

    /// <summary>Lets it do all its work and returns its promise.</summary>
    public async Task<Promise> Run()
    {
        Go();
        await End();
        return Promise;
    }

    /// <summary>
    /// Waits until a thread sleeps in a call. The call's number alone does not say that it sleeps: a thread that is
    /// stopped, or was just told to go on, still shows the call it left.
    /// </summary>
    public async Task WaitUntilIn(string call, int tid)
    {
        Assert.True(SyscallTable.For(SyscallAbi.X64).TryNumber(call, out int number));
        string thread = $"/proc/{Tgid}/task/{tid}";
        while (!Sleeps(thread) || !File.ReadAllText($"{thread}/syscall").StartsWith($"{number} ", StringComparison.Ordinal))
            await Task.Delay(1);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // The state follows the name, which may hold anything but ends with the last ')'.
    private static bool Sleeps(string thread)
    {
        string stat = File.ReadAllText($"{thread}/stat");
        return stat.AsSpan(stat.LastIndexOf(')') + 1).StartsWith(" S ");
    }

    private async Task<string?> ReadLine() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);

    private async Task CheckExit()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        WorkloadExit.Check(_process.ExitCode, await _process.StandardError.ReadToEndAsync());
    }
}
