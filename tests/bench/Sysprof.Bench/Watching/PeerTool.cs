using System.Diagnostics;
using Sysprof.Kernel.Native;
using Sysprof.Profile;

namespace Sysprof.Bench.Watching;

/// <summary>A tool that is a process of its own: started, and ended by a signal.</summary>
/// <param name="name">What it is called in tables.</param>
/// <param name="program">The program that has to be in PATH for it.</param>
/// <param name="command">The command line, given the measured process's id.</param>
/// <param name="isAttached">Whether it is in effect; asked until it is.</param>
internal sealed class PeerTool(
    string name, string program, Func<int, string[]> command, Func<Process, int, bool> isAttached) : Watcher(name)
{
    private const int SignalTerminate = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
    private Process? _process;

    /// <summary>What it ended with, the last time.</summary>
    public int ExitCode { get; private set; }

    public override bool IsInstalled => InstalledPrograms.Have(program);

    public override void Attach(int tgid)
    {
        string[] words = command(tgid);
        _process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var time = Stopwatch.StartNew();
        while (!isAttached(_process, tgid))
        {
            if (_process.HasExited || time.Elapsed > s_patience)
            {
                throw new SysprofException($"{Name}: did not attach: {string.Join(' ', words)}");
            }

            Thread.Sleep(s_look);
        }
    }

    public override void Detach()
    {
        if (_process is not null)
        {
            using Process process = _process;
            _process = null;
            _ = LibC.Kill(process.Id, SignalTerminate);
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            ExitCode = process.ExitCode;
            _ = SysprofNative.WaitForPrograms();
        }
    }
}
