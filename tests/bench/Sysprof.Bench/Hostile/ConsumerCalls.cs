using System.Diagnostics;
using System.Globalization;
using Sysprof.Bench.Watching;
using Sysprof.Kernel.Native;
using Sysprof.Profile;

namespace Sysprof.Bench.Hostile;

/// <summary>
/// Which system calls one thread makes, counted from outside by perf trace: by the tracepoints, so that the thread is not stopped as
/// by strace, and our own programs leave our own calls out.
/// </summary>
internal sealed class ConsumerCalls : IDisposable
{
    private const int SignalInterrupt = 2;

    // What the thread makes between its passes and at their edges, and what the runtime makes for itself on any thread: futex and
    // sched_yield at its locks and while the garbage collector stops threads (rt_sigreturn, membarrier, tgkill, getpid), madvise, mmap,
    // munmap and mprotect where memory is taken and given back, none of which asks a file.
    private static readonly HashSet<string> s_harmless =
    [
        "epoll_wait", "write", "clock_gettime", "bpf", "futex", "sched_yield", "rt_sigreturn", "rt_sigprocmask", "membarrier", "tgkill",
        "getpid", "gettid", "madvise", "mmap", "munmap", "mprotect", "setpriority", "clock_nanosleep", "restart_syscall",
    ];

    private readonly string _file = Path.GetTempFileName();
    private readonly Process _perf;

    /// <summary>Begins to count.</summary>
    public ConsumerCalls(int tid)
    {
        _perf = Process.Start(new ProcessStartInfo(
            "perf", ["trace", "-s", "-o", _file, "-t", $"{tid}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // perf has attached when it polls for the first time.
        while (!_perf.HasExited && !File.ReadAllText($"/proc/{_perf.Id}/wchan").Contains("poll", StringComparison.Ordinal))
        {
            Thread.Sleep(1);
        }
    }

    public static bool IsInstalled => InstalledPrograms.Have("perf");

    /// <summary>Ends it, and returns the calls that may wait for a file or for what others do, by name and number.</summary>
    public (long Harmless, IReadOnlyDictionary<string, long> Blocking) End()
    {
        _ = LibC.Kill(_perf.Id, SignalInterrupt);
        string errors = _perf.StandardError.ReadToEnd();
        _perf.WaitForExit();
        var blocking = new Dictionary<string, long>(StringComparer.Ordinal);
        long harmless = 0;
        bool inTable = false;
        foreach (string line in File.ReadLines(_file))
        {
            // "   syscall   calls  errors  total ..." and a line of dashes; then one line a call.
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            inTable |= words is [['-', ..], ..];
            if (!inTable || words.Length < 3 || !long.TryParse(words[1], CultureInfo.InvariantCulture, out long calls))
            {
                continue;
            }

            if (s_harmless.Contains(words[0]))
            {
                harmless += calls;
            }
            else
            {
                blocking[words[0]] = blocking.GetValueOrDefault(words[0]) + calls;
            }
        }

        return inTable ? (harmless, blocking) : throw new SysprofException($"perf trace counted nothing: {errors.Trim()}");
    }

    public void Dispose()
    {
        if (!_perf.HasExited)
        {
            _perf.Kill();
            _perf.WaitForExit();
        }

        _perf.Dispose();
        File.Delete(_file);
    }
}
