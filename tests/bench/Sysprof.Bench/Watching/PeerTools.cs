using System.Diagnostics;

namespace Sysprof.Bench.Watching;

/// <summary>The tools that sysprof is compared with.</summary>
internal static class PeerTools
{
    // The program of ready lines is attached along with the others; by its second line all are.
    private const string LatencyHistogram = """
        tracepoint:raw_syscalls:sys_enter { @start[tid] = nsecs; }
        tracepoint:raw_syscalls:sys_exit /@start[tid]/
        { @ns[tid, args->id] = hist(nsecs - @start[tid]); delete(@start[tid]); }
        interval:ms:300 { printf("ready\n"); }
        """;

    /// <summary>A histogram for each thread and call of the machine: what comes nearest to what sysprof keeps.</summary>
    public static Watcher Bpftrace() => new PeerTool("bpftrace histogram", "bpftrace", BpftraceCommand, HasSaidReadyTwice);

    /// <summary>Counts and times for each thread and call of one process.</summary>
    public static Watcher PerfTrace() =>
        new PeerTool("perf trace -s -p", "perf", tgid => ["perf", "trace", "-s", "-p", $"{tgid}"], HasOpenedEvents);

    /// <summary>Counts and times for each call of one process.</summary>
    public static Watcher Strace() =>
        new PeerTool("strace -c -f -p", "strace", tgid => ["strace", "-c", "-f", "-p", $"{tgid}"], IsTraced);

    // It needs tracefs, which is not mounted everywhere: it gets its own, in a mount namespace of its own.
    private static string[] BpftraceCommand(int tgid) =>
    [
        "unshare", "--mount", "sh", "-c",
        "[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing; exec bpftrace -B line -e \"$1\"", "sh", LatencyHistogram,
    ];

    private static bool HasSaidReadyTwice(Process process, int tgid)
    {
        int ready = 0;
        while (ready < 2 && process.StandardOutput.ReadLine() is { } line)
        {
            ready += line == "ready" ? 1 : 0;
        }

        return ready == 2;
    }

    /// <summary>It opens an event for each CPU and tracepoint, maps them, and then waits in poll.</summary>
    private static bool HasOpenedEvents(Process process, int tgid)
    {
        try
        {
            bool open = Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd")
                .Any(fd => File.ResolveLinkTarget(fd, false)?.Name.Contains("perf_event") == true);
            return open && File.ReadAllText($"/proc/{process.Id}/wchan").Contains("poll");
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsTraced(Process process, int tgid) =>
        File.ReadLines($"/proc/{tgid}/status").Any(line => line == $"TracerPid:\t{process.Id}");
}
