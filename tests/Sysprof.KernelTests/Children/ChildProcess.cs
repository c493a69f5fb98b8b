using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Sysprof.KernelTests.Children;

/// <summary>This program started again to be stopped, killed or traced. It is killed when it is disposed of too early.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The argument before the name of what the child is to do, see <see cref="ChildMain"/>.</summary>
    public const string Option = "--child";

    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Tgid => _process.Id;

    /// <summary>Starts it and waits for its "ready"; skips the test where it says why it cannot.</summary>
    public static Task<ChildProcess> Start(params string[] words) => StartBy([], words);

    /// <summary>The same through a program that executes what follows its own words, if there is one.</summary>
    public static async Task<ChildProcess> StartBy(string[] program, string[] words)
    {
        string[] command = [.. program, Environment.ProcessPath!, Option, .. words];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var child = new ChildProcess(Process.Start(start)!);
        string? line = await child._process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        if (line is not null && line.StartsWith("skip ", StringComparison.Ordinal))
            Assert.Skip(line["skip ".Length..]);
        Assert.Equal("ready", line);
        return child;
    }

    /// <summary>Starts one that traces calls of processes, see <see cref="ChildMain"/>.</summary>
    /// <param name="set">Which calls.</param>
    /// <param name="ringBytes">Size of the ring, null for the default.</param>
    /// <param name="tgids">The processes.</param>
    public static Task<ChildProcess> Trace(string set, int? ringBytes, params int[] tgids) => Start(
        ["trace", set, ringBytes is null ? "-" : $"{ringBytes}", .. tgids.Select(tgid => $"{tgid}")]);

    /// <summary>Lets it end an interval, and returns how many threads live by its account.</summary>
    public async Task<int> Rotate() => int.Parse(
        Assert.Single(await Ask("rotate", "rotated")).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Tells it something, and returns what it prints before it says that it has done so.</summary>
    public async Task<IReadOnlyList<string>> Ask(string word, string done)
    {
        await _process.StandardInput.WriteAsync(word + "\n");
        await _process.StandardInput.FlushAsync();
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line && line != done)
            lines.Add(line);
        return lines;
    }

    /// <summary>Stops all its threads and returns when they are.</summary>
    public async Task Suspend()
    {
        Send(SignalStop);
        await Condition.Becomes(() => Directory.EnumerateDirectories($"/proc/{Tgid}/task").All(
            thread => File.ReadAllText($"{thread}/stat").Contains(") T ", StringComparison.Ordinal)));
    }

    /// <summary>Lets it go on.</summary>
    public void Continue() => Send(SignalContinue);

    /// <summary>Tells it to do its work, and returns what it prints until it ends.</summary>
    public async Task<IReadOnlyList<string>> Finish()
    {
        await _process.StandardInput.WriteAsync("go\n");
        _process.StandardInput.Close();
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Ends it with SIGKILL and returns when it is gone.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(Tgid, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int tgid, int signal);
}
