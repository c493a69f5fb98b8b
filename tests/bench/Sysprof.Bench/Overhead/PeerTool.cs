using System.Diagnostics;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Session;
using Sysprof.Profile;

namespace Sysprof.Bench.Overhead;

/// <summary>Another tool, where it is installed: a process that is started, and ended by a signal.</summary>
/// <param name="name">What it is called in the table.</param>
/// <param name="mostRounds">It is slow to start, or makes calls slow.</param>
/// <param name="measurements">How often it is measured in each of them.</param>
/// <param name="command">The command line, given the loop's process id.</param>
/// <param name="isAttached">Whether it is in effect; asked until it is.</param>
internal sealed class PeerTool(
    string name, int mostRounds, int measurements, Func<int, string[]> command, Func<Process, int, bool> isAttached) : Contender(name)
{
    private const int SignalTerminate = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private Process? _process;

    public override int MostRounds => mostRounds;

    public override int MeasurementsPerRound => measurements;

    /// <summary>Whether a program can be found in PATH.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    protected override void Attach(Calibrator loop)
    {
        string[] words = command(loop.Tgid);
        _process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var time = Stopwatch.StartNew();
        while (!isAttached(_process, loop.Tgid))
        {
            if (_process.HasExited || time.Elapsed > s_patience)
            {
                throw new SysprofException($"{Name}: did not attach: {string.Join(' ', words)}");
            }

            Thread.Sleep(10);
        }
    }

    protected override void Detach(Calibrator loop, long callsMade)
    {
        if (_process is null)
        {
            return;
        }

        using Process process = _process;
        _ = LibC.Kill(process.Id, SignalTerminate);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = SysprofNative.WaitForPrograms();
    }
}
