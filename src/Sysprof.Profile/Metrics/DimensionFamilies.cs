namespace Sysprof.Profile.Metrics;

/// <summary>The families of calls by process, or by cgroup.</summary>
/// <param name="prefix">What their names begin with, after <c>sysprof_</c>.</param>
/// <param name="label">The label that tells their series apart.</param>
/// <param name="words">What that is, in the middle of a sentence.</param>
internal sealed class DimensionFamilies(string prefix, string label, string words)
{
    /// <summary>The label's name.</summary>
    public string Label { get; } = label;

    public MetricFamily Calls { get; } = new(
        $"sysprof_{prefix}_syscalls_total", MetricKind.Counter, $"System calls that returned or ended with their thread, by {words}.");

    public MetricFamily Errors { get; } = new(
        $"sysprof_{prefix}_syscall_errors_total", MetricKind.Counter, $"System calls that failed, by {words}.");

    public MetricFamily Blocked { get; } = new(
        $"sysprof_{prefix}_syscall_blocked_seconds_total",
        MetricKind.Counter,
        $"Of the time in system calls, what was spent in those that gave up the CPU to wait, by {words}.");

    public MetricFamily Duration { get; } = new(
        $"sysprof_{prefix}_syscall_duration_seconds",
        MetricKind.Histogram,
        $"Time from the entry of a system call to its return, by {words}.");
}
