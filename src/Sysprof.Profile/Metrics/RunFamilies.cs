namespace Sysprof.Profile.Metrics;

/// <summary>The names of what <see cref="RunMetrics"/> writes.</summary>
internal static class RunFamilies
{
    public static readonly MetricFamily Calls = new(
        "sysprof_syscalls_total", MetricKind.Counter, "System calls that returned or ended with their thread.");

    public static readonly MetricFamily Errors = new(
        "sysprof_syscall_errors_total", MetricKind.Counter, "System calls that failed, by errno.");

    public static readonly MetricFamily Duration = new(
        "sysprof_syscall_duration_seconds", MetricKind.Histogram, "Time from the entry of a system call to its return.");

    public static readonly MetricFamily Blocked = new(
        "sysprof_syscall_blocked_seconds_total",
        MetricKind.Counter,
        "Of the time in system calls, what was spent in those that gave up the CPU to wait.");

    public static readonly MetricFamily Bytes = new(
        "sysprof_syscall_bytes_total", MetricKind.Counter, "Bytes moved by the system calls whose result is a number of bytes.");

    public static readonly MetricFamily InFlight = new(
        "sysprof_syscalls_in_flight", MetricKind.Gauge, "System calls that were entered and have not returned.");

    public static readonly MetricFamily OldestInFlight = new(
        "sysprof_syscall_oldest_in_flight_seconds",
        MetricKind.Gauge,
        "Age of the oldest system call in flight; counted from the attaching when it was entered before that.");

    public static readonly MetricFamily Threads = new(
        "sysprof_threads", MetricKind.Gauge, "Threads that were seen and live.");

    public static readonly MetricFamily Lost = new(
        "sysprof_calls_lost_total", MetricKind.Counter, "System calls that happened and are in no other metric, by reason.");

    public static readonly MetricFamily Unmatched = new(
        "sysprof_calls_unmatched_total",
        MetricKind.Counter,
        "System calls of which one end was seen: refused by seccomp, taken away by a tracer, entered before the attaching, or cut by a detaching.");

    public static readonly MetricFamily Overflow = new(
        "sysprof_series_overflow_total",
        MetricKind.Counter,
        "Label values that got no series of their own because the metric had as many as it may; they are counted under other.");

    public static readonly MetricFamily Seen = new(
        "sysprof_seen_seconds_total",
        MetricKind.Counter,
        "For how long system calls were looked at: all of the time, or a part of it with an overhead bound.");

    public static readonly MetricFamily Overhead = new(
        "sysprof_call_overhead_seconds", MetricKind.Gauge, "What tracing adds to a system call, measured when the run began.");

    public static readonly MetricFamily Run = new(
        "sysprof_run_info", MetricKind.Gauge, "What is traced, and on which kernel.");

    public static readonly MetricFamily CgroupInfo = new(
        "sysprof_cgroup_info", MetricKind.Gauge, "What the path of a cgroup tells: container, Kubernetes pod, systemd unit.");

    public static readonly DimensionFamilies Process = new("process", "comm", "name of the process");

    public static readonly DimensionFamilies Cgroup = new("cgroup", "cgroup", "cgroup");
}
