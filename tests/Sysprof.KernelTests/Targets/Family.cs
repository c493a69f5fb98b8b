using System.Diagnostics;
using System.Globalization;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary>A shell, its child, a shell too, and the child of that: a workload that waits.</summary>
internal sealed class Family : IDisposable
{
    private readonly Process _shell;
    private readonly int _workload;

    private Family(Process shell, int workload)
    {
        _shell = shell;
        _workload = workload;
    }

    public int Grandparent => _shell.Id;

    public Promise Promise { get; private set; } = new([]);

    /// <summary>Starts them; the workload has made no call that is promised.</summary>
    public static async Task<Family> Start()
    {
        // What runs in the background would have no stdin otherwise.
        string child = $"\"{Paths.Workload}\" counts --wait <&3 & wait";
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec 3<&0; sh -c '{child}' & wait"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process shell = Process.Start(start)!;
        string? ready = await shell.StandardOutput.ReadLineAsync();
        Assert.StartsWith("ready ", ready, StringComparison.Ordinal);
        return new Family(shell, int.Parse(ready!["ready ".Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>Lets the workload do its work and waits for all of them to end.</summary>
    public async Task Run()
    {
        await _shell.StandardInput.WriteAsync("go\n");
        _shell.StandardInput.Close();
        string output = await _shell.StandardOutput.ReadToEndAsync();
        await _shell.WaitForExitAsync();
        Promise = Promise.Parse(output.Split('\n'));
        Assert.All(Promise.Lines, line => Assert.Equal(_workload, line.Tid));
    }

    public void Dispose()
    {
        if (!_shell.HasExited)
            _shell.Kill(entireProcessTree: true);
        _shell.Dispose();
    }
}
