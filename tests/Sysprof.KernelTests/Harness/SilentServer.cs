using System.Globalization;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>
/// A FUSE server that answers nothing any more, and processes that depend on it: the workload <c>silent</c>. Whoever waits for it is
/// released when this is disposed of.
/// </summary>
internal sealed class SilentServer : IDisposable
{
    private readonly string _directory;

    private SilentServer(string directory, RunningWorkload workload)
    {
        _directory = directory;
        Workload = workload;
        Executables =
        [
            .. File.ReadAllText($"/proc/{workload.Tgid}/task/{workload.Tgid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => int.Parse(word, CultureInfo.InvariantCulture))
                .Where(tgid => new FileInfo($"/proc/{tgid}/exe").LinkTarget!.StartsWith(directory, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The workload; its processes make their calls when it is told to go.</summary>
    public RunningWorkload Workload { get; }

    /// <summary>The processes whose executables lie on the server.</summary>
    public IReadOnlyList<int> Executables { get; }

    /// <summary>Starts it; from now on the server is silent.</summary>
    /// <param name="calls">Calls of getppid that each process will make.</param>
    /// <param name="processes">Processes of each kind.</param>
    public static async Task<SilentServer> Start(int calls, int processes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to mount");
        string directory = Directory.CreateTempSubdirectory("sysprof-silent-").FullName;
        RunningWorkload workload = await RunningWorkload.Start("silent", directory, $"{calls}", $"{processes}", "--linger");
        return new SilentServer(directory, workload);
    }

    public void Dispose()
    {
        Workload.Dispose();
        Directory.Delete(_directory);
    }
}
