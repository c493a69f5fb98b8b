using Sysprof.Profile.Model;

namespace Sysprof.Profile.Programs;

/// <summary>
/// The names that runtimes and servers give their own threads. The kernel keeps 15 bytes of a name: the names here are
/// whole, and are compared as far as that.
/// </summary>
internal static class NamedThreads
{
    private const int CommBytes = 15; // TASK_COMM_LEN without its end

    // Names ending in * are those of several threads that are numbered.
    private static readonly (string Name, string Role)[] s_dotNet =
    [
        (".NET TP Worker", "thread pool worker"),
        (".NET TP Gate", "thread pool gate"),
        (".NET TP Wait", "thread pool wait"),
        (".NET Long Running Task", "long-running task"),
        (".NET GC", "GC"),
        (".NET Server GC", "GC"),
        (".NET BGC", "background GC"),
        (".NET Finalizer", "finalizer"),
        (".NET Tiered Compilation Worker", "tiered compilation"),
        (".NET SynchManager", "wait handles"),
        (".NET SigHandler", "signal handler"),
        (".NET Signal Handler", "signal handler"),
        (".NET Sockets", "socket events"),
        (".NET Timer", "timer"),
        (".NET Network Timer", "timer"),
        (".NET File Watcher", "file watcher"),
        (".NET Counter Poller", "event counters"),
        (".NET EventPipe", "EventPipe"),
        (".NET DebugPipe", "debugger"),
        (".NET Debugger", "debugger"),
    ];

    // HotSpot's, of the serial, parallel, G1, Shenandoah and Z collectors.
    private static readonly (string Name, string Role)[] s_jvm =
    [
        ("GC Thread#*", "GC"),
        ("ParGC Thread#*", "GC"),
        ("G1 Main Marker", "GC marking"),
        ("G1 Conc#*", "GC marking"),
        ("G1 Refine#*", "GC refinement"),
        ("G1 Service", "GC service"),
        ("ZWorker*", "GC"),
        ("ZDriver*", "GC control"),
        ("ZDirector", "GC control"),
        ("ZStat", "GC service"),
        ("ZUnmapper", "GC service"),
        ("ZUncommitter*", "GC service"),
        ("RuntimeWorker#*", "GC"),
        ("Shenandoah GC T*", "GC"),
        ("Shenandoah Contr*", "GC control"),
        ("C1 CompilerThread*", "JIT compiler"),
        ("C2 CompilerThread*", "JIT compiler"),
        ("JVMCI CompilerThread*", "JIT compiler"),
        ("Sweeper thread", "code cache sweeper"),
        ("VM Thread", "VM operations"),
        ("VM Periodic Task Thread", "VM timer"),
        ("Reference Handler", "reference handler"),
        ("Finalizer", "finalizer"),
        ("Signal Dispatcher", "signal handler"),
        ("Service Thread", "VM service"),
        ("Monitor Deflation Thread", "monitor deflation"),
        ("Notification Thread", "notifications"),
        ("Common-Cleaner", "cleaner"),
        ("Attach Listener", "attach listener"),
    ];

    private static readonly (string Name, string Role)[] s_nodeJs =
    [
        ("libuv-worker", "libuv worker"),
        ("V8Worker", "V8 worker"),
        ("DelayedTaskScheduler", "V8 delayed tasks"),
        ("SignalInspector", "inspector"),
    ];

    private static readonly (string Name, string Role)[] s_redis =
    [
        ("bio_close_file", "closes files"),
        ("bio_aof_fsync", "syncs the AOF"),
        ("bio_aof", "syncs the AOF"),
        ("bio_lazy_free", "frees memory"),
        ("io_thd_*", "client I/O"),
        ("jemalloc_bg_thd*", "memory allocator"),
    ];

    /// <summary>The role that a name stands for, "" when it is none of the runtime's own.</summary>
    public static string RoleOf(ProgramKind kind, string comm)
    {
        foreach ((string name, string role) in NamesOf(kind))
        {
            if (IsCalled(comm, name))
            {
                return role;
            }
        }

        return "";
    }

    /// <summary>What the thread does that a process of this kind begins with, where that is always the same.</summary>
    public static string LeaderOf(ProgramKind kind) => kind switch
    {
        ProgramKind.NodeJs or ProgramKind.Redis => "event loop",
        ProgramKind.DotNet or ProgramKind.Python => "main",
        _ => "",
    };

    private static (string Name, string Role)[] NamesOf(ProgramKind kind) => kind switch
    {
        ProgramKind.DotNet => s_dotNet,
        ProgramKind.Jvm => s_jvm,
        ProgramKind.NodeJs => s_nodeJs,
        ProgramKind.Redis => s_redis,
        _ => [],
    };

    private static bool IsCalled(string comm, string name)
    {
        string whole = name.TrimEnd('*');
        string cut = whole[..Math.Min(whole.Length, CommBytes)];
        return whole.Length == name.Length || cut.Length == CommBytes
            ? comm == cut
            : comm.StartsWith(cut, StringComparison.Ordinal);
    }
}
