using System.Diagnostics;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Recording;

namespace Sysprof.Bench.Hostile;

/// <summary>
/// Which system calls one thread of this process makes and on what, recorded by the program itself in a process of its own: a session
/// leaves out the calls of its own process alone.
/// </summary>
internal sealed class ConsumerCalls : IDisposable
{
    private const int SignalTerminate = 15;

    // What the runtime's garbage collector looks at each time, on any thread: no other program has a part in it. It asks for a limit,
    // too, and for the size of that file by its descriptor, in a call that may also have a path.
    private const string MemoryOfMachine = "/proc/meminfo";
    private const string OfCollector = "prlimit64";
    private const string SizeOfMemoryOfMachine = "newfstatat()";

    // Calls by path that the runtime makes while it loads an assembly: of looks at what other programs have there would be hundreds.
    private const long MostOfRuntime = 64;

    private static readonly string[] s_ofRuntime =
        [MemoryOfMachine, RuntimeEnvironment.GetRuntimeDirectory(), AppContext.BaseDirectory, $"/proc/{Environment.ProcessId}/"];

    // What the thread makes between its passes and at their edges, and what the runtime makes for itself on any thread: futex and
    // sched_yield at its locks and while the garbage collector stops threads (rt_sigreturn, membarrier, tgkill, getpid), madvise, mmap,
    // munmap and mprotect where memory is taken and given back, sysinfo and prlimit64 for how much there is, none of which asks a file.
    private static readonly HashSet<string> s_harmless =
    [
        "epoll_wait", "write", "clock_gettime", "bpf", "futex", "sched_yield", "rt_sigreturn", "rt_sigprocmask", "membarrier", "tgkill",
        "getpid", "gettid", "madvise", "mmap", "munmap", "mprotect", "restart_syscall", "sysinfo", OfCollector,
    ];

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "sysprof");

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-bench-").FullName;
    private readonly Process _recorder;

    /// <summary>Begins to record.</summary>
    public ConsumerCalls(int tid)
    {
        _recorder = Process.Start(
            new ProcessStartInfo(s_program, ["record", "-t", $"{tid}", "-d", "1h", "-o", File]) { RedirectStandardError = true })!;
        // The head of a recording is written when calls are traced.
        while (!_recorder.HasExited && !(System.IO.File.Exists(File) && new FileInfo(File).Length > 0))
        {
            Thread.Sleep(1);
        }
    }

    private string File => Path.Combine(_directory, "consumer.rec");

    /// <summary>
    /// Ends it, and returns how many calls there were in all, and those that may wait for a file or for another program, by name and
    /// what they were made on.
    /// </summary>
    public (long All, IReadOnlyDictionary<string, long> Blocking) End()
    {
        _ = LibC.Kill(_recorder.Id, SignalTerminate);
        string messages = _recorder.StandardError.ReadToEnd();
        _recorder.WaitForExit();
        if (_recorder.ExitCode != 0)
        {
            throw new SysprofException($"recording the calls of the counting thread: exit code {_recorder.ExitCode}: {messages.Trim()}");
        }

        using RecordingReader reader = RecordingReader.Open(File);
        var summary = new Summary(reader.Run);
        foreach (Interval interval in reader.ReadIntervals())
        {
            summary.Add(interval);
        }

        var blocking = new Dictionary<string, long>(StringComparer.Ordinal);
        long collections = 0;
        for (int number = 0; number < summary.Calls.CellCount; number++)
        {
            ref readonly CallCell cell = ref summary.Calls.Cell(number);
            string name = SyscallTable.Name(cell.Key);
            string on = cell.Resource?.Name ?? "";
            collections += name == OfCollector ? cell.Calls : 0;
            bool isOfRuntime = s_ofRuntime.Any(path => on.StartsWith(path, StringComparison.Ordinal));
            if (cell.Calls > 0 && !s_harmless.Contains(name) && !isOfRuntime)
            {
                string key = $"{name}({on})";
                blocking[key] = blocking.GetValueOrDefault(key) + cell.Calls;
            }
        }

        if (blocking.GetValueOrDefault(SizeOfMemoryOfMachine) <= collections)
        {
            blocking.Remove(SizeOfMemoryOfMachine);
        }

        bool hasOwner = blocking.Keys.Any(call => !call.EndsWith("()", StringComparison.Ordinal));
        if (!hasOwner && blocking.Values.Sum() <= MostOfRuntime)
        {
            blocking.Clear();
        }

        return summary.Ledger.Returned > 0
            ? (summary.Ledger.Returned, blocking)
            : throw new SysprofException("no calls of the counting thread were recorded");
    }

    public void Dispose()
    {
        if (!_recorder.HasExited)
        {
            _recorder.Kill();
            _recorder.WaitForExit();
        }

        _recorder.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
