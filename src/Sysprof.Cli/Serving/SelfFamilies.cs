using Sysprof.Profile.Metrics;

namespace Sysprof.Cli.Serving;

/// <summary>The names of what <see cref="SelfMetrics"/> writes: those that Prometheus's client libraries use.</summary>
internal static class SelfFamilies
{
    public static readonly MetricFamily Build = new(
        "sysprof_build_info", MetricKind.Gauge, "The version of sysprof, and what it was built and runs with.");

    public static readonly MetricFamily ScrapeDuration = new(
        "sysprof_scrape_duration_seconds", MetricKind.Gauge, "Time it took to bring these metrics up to date.");

    public static readonly MetricFamily DroppedConnections = new(
        "sysprof_http_connections_dropped_total",
        MetricKind.Counter,
        "HTTP connections that were closed because as many as there may be were open.");

    public static readonly MetricFamily Cpu = new(
        "process_cpu_seconds_total", MetricKind.Counter, "User and system CPU time of sysprof itself.");

    public static readonly MetricFamily StartTime = new(
        "process_start_time_seconds", MetricKind.Gauge, "When sysprof was started, since the Unix epoch.");

    public static readonly MetricFamily ResidentMemory = new(
        "process_resident_memory_bytes", MetricKind.Gauge, "Resident memory of sysprof itself.");

    public static readonly MetricFamily VirtualMemory = new(
        "process_virtual_memory_bytes", MetricKind.Gauge, "Virtual memory of sysprof itself.");

    public static readonly MetricFamily OpenFds = new(
        "process_open_fds", MetricKind.Gauge, "File descriptors that sysprof itself has open.");

    public static readonly MetricFamily MaxFds = new(
        "process_max_fds", MetricKind.Gauge, "File descriptors that sysprof itself may have open.");

    public static readonly MetricFamily Threads = new(
        "process_threads", MetricKind.Gauge, "Threads of sysprof itself.");

    public static readonly MetricFamily Collections = new(
        "dotnet_collection_count_total", MetricKind.Counter, "Garbage collections, by generation.");

    public static readonly MetricFamily HeapMemory = new(
        "dotnet_total_memory_bytes", MetricKind.Gauge, "Managed memory in use, garbage that is not collected yet included.");

    public static readonly MetricFamily Allocated = new(
        "dotnet_allocated_bytes_total", MetricKind.Counter, "Managed memory allocated since the start.");

    public static readonly MetricFamily Pauses = new(
        "dotnet_gc_pause_seconds_total", MetricKind.Counter, "Time for which garbage collections stopped all threads.");
}
