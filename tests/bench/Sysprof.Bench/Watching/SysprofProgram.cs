using System.Diagnostics;

namespace Sysprof.Bench.Watching;

/// <summary>The program as people run it: <c>sysprof record</c>, which writes a recording.</summary>
/// <param name="name">What it is called in tables.</param>
/// <param name="options">Further options, given the measured process's id.</param>
internal sealed class SysprofProgram(string name, Func<int, string[]> options) : Watcher(name)
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "sysprof");
    private string? _directory;
    private PeerTool? _tool;

    public override void Attach(int tgid)
    {
        _directory = Directory.CreateTempSubdirectory("sysprof-bench-").FullName;
        string file = Path.Combine(_directory, "load.rec");
        _tool = new PeerTool(
            Name, s_program, pid => [s_program, "record", "-d", "1h", "-o", file, .. options(pid)], (_, _) => HasBegun(file));
        _tool.Attach(tgid);
    }

    public override void Detach()
    {
        _tool?.Detach();
        _tool = null;
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
            _directory = null;
        }
    }

    /// <summary>The head of a recording says what a call costs, which is known when calls are traced.</summary>
    private static bool HasBegun(string file) => File.Exists(file) && new FileInfo(file).Length > 0;
}
