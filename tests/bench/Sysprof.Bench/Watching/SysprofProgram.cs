using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Bench.Watching;

/// <summary>The program as people run it: <c>sysprof record</c>, which writes a recording.</summary>
/// <param name="name">What it is called in tables.</param>
/// <param name="options">Further options, given the measured process's id.</param>
internal sealed class SysprofProgram(string name, Func<int, string[]> options) : Watcher(name)
{
    private const string FileName = "load.rec";
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "sysprof");
    private string? _directory;
    private PeerTool? _tool;
    private bool _isAttached;

    public override void Attach(int tgid)
    {
        _directory = Directory.CreateTempSubdirectory("sysprof-bench-").FullName;
        string file = Path.Combine(_directory, FileName);
        _tool = new PeerTool(
            Name, s_program, pid => [s_program, "record", "-d", "1h", "-o", file, .. options(pid)], (_, _) => HasBegun(file));
        _tool.Attach(tgid);
        _isAttached = true;
    }

    public override void Detach()
    {
        if (_directory is null)
        {
            return;
        }

        try
        {
            _tool!.Detach();
            if (_isAttached)
            {
                Check(_tool.ExitCode, Path.Combine(_directory, FileName));
            }
        }
        finally
        {
            Directory.Delete(_directory, recursive: true);
            (_directory, _isAttached) = (null, false);
        }
    }

    /// <summary>Checks that a run ended in order and that its recording accounts for each call.</summary>
    private void Check(int exitCode, string file)
    {
        if (exitCode != 0)
        {
            throw new SysprofException($"{Name}: exit code {exitCode}");
        }

        using RecordingReader reader = RecordingReader.Open(file);
        var summary = new Summary(reader.Run);
        foreach (Interval interval in reader.ReadIntervals())
        {
            summary.Add(interval);
        }

        if (summary.Ledger.Unaccounted != 0)
        {
            throw new SysprofException($"{Name}: {summary.Ledger}");
        }
    }

    /// <summary>The head of a recording says what a call costs, which is known when calls are traced.</summary>
    private static bool HasBegun(string file) => File.Exists(file) && new FileInfo(file).Length > 0;
}
