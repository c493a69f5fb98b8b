using System.Diagnostics;

namespace Sysprof.Bench.Overhead;

/// <summary>The tools that sysprof is compared with.</summary>
internal static class PeerTools
{
    public const string BpftraceName = "bpftrace histogram";

    // The program of ready lines is attached along with the others; by its second line all are.
    private const string LatencyHistogram = """
        tracepoint:raw_syscalls:sys_enter { @start[tid] = nsecs; }
        tracepoint:raw_syscalls:sys_exit /@start[tid]/
        { @ns[tid, args->id] = hist(nsecs - @start[tid]); delete(@start[tid]); }
        interval:ms:300 { printf("ready\n"); }
        """;

    /// <summary>Those that are installed.</summary>
    public static IEnumerable<Contender> Installed(int bpftraceRounds)
    {
        if (PeerTool.IsInstalled("bpftrace"))
        {
            yield return new PeerTool(BpftraceName, bpftraceRounds, 20, Bpftrace, HasSaidReadyTwice);
        }

        if (PeerTool.IsInstalled("perf"))
        {
            yield return new PeerTool(
                "perf trace -s -p", 1, 2, loop => ["perf", "trace", "-s", "-p", $"{loop}"], HasOpenedEvents);
        }

        if (PeerTool.IsInstalled("strace"))
        {
            yield return new PeerTool(
                "strace -c -f -p", 1, 2, loop => ["strace", "-c", "-f", "-p", $"{loop}"], IsTraced);
        }
    }

    // It needs tracefs, which is not mounted everywhere: it gets its own, in a mount namespace of its own.
    private static string[] Bpftrace(int loop) =>
    [
        "unshare", "--mount", "sh", "-c",
        "[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing; exec bpftrace -B line -e \"$1\"", "sh", LatencyHistogram,
    ];

    private static bool HasSaidReadyTwice(Process process, int loop)
    {
        int ready = 0;
        while (ready < 2 && process.StandardOutput.ReadLine() is { } line)
        {
            ready += line == "ready" ? 1 : 0;
        }

        return ready == 2;
    }

    /// <summary>It opens an event for each CPU and tracepoint, maps them, and then waits in poll.</summary>
    private static bool HasOpenedEvents(Process process, int loop)
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

    private static bool IsTraced(Process process, int loop) =>
        File.ReadLines($"/proc/{loop}/status").Any(line => line == $"TracerPid:\t{process.Id}");
}
