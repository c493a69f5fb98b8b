using System.Diagnostics;
using System.Globalization;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Kernel.Requirements;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Serving;

/// <summary>What the exporter tells about itself.</summary>
internal sealed class SelfMetrics
{
    private readonly MetricLabel[] _build;
    private readonly double _startSeconds;
    private readonly long? _maxFds = OwnDescriptors.Limit();
    private readonly Func<DroppedConnections> _dropped;

    /// <param name="run">The run, for the architecture.</param>
    /// <param name="dropped">Reads how many connections were dropped.</param>
    public SelfMetrics(RunInfo run, Func<DroppedConnections> dropped)
    {
        _dropped = dropped;
        using var own = Process.GetCurrentProcess();
        _startSeconds = new DateTimeOffset(own.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        _build =
        [
            new("version", ProgramVersion.Number),
            new("revision", ProgramVersion.Revision),
            new("dotnet_version", Environment.Version.ToString()),
            new("libbpf_version", LibbpfVersion.Ask()?.TrimStart('v') ?? ""),
            new("arch", run.Architecture),
        ];
    }

    /// <summary>How long the last interval took to be turned over and added.</summary>
    public TimeSpan LastRefresh { get; set; }

    /// <summary>Writes them, without the end.</summary>
    public void WriteTo(IMetricWriter writer)
    {
        writer.Begin(SelfFamilies.Build);
        writer.Write(_build, 1);
        Write(writer, SelfFamilies.ScrapeDuration, LastRefresh.TotalSeconds);
        WriteConnections(writer);
        WriteProcess(writer);
        WriteRuntime(writer);
    }

    private void WriteConnections(IMetricWriter writer)
    {
        DroppedConnections dropped = _dropped();
        writer.Begin(SelfFamilies.DroppedConnections);
        writer.Write([new("reason", "refused")], dropped.Refused);
        writer.Write([new("reason", "idle")], dropped.Idle);
    }

    private void WriteProcess(IMetricWriter writer)
    {
        using var own = Process.GetCurrentProcess();
        Write(writer, SelfFamilies.Cpu, Environment.CpuUsage.TotalTime.TotalSeconds);
        Write(writer, SelfFamilies.StartTime, _startSeconds);
        Write(writer, SelfFamilies.ResidentMemory, own.WorkingSet64);
        Write(writer, SelfFamilies.VirtualMemory, own.VirtualMemorySize64);
        Write(writer, SelfFamilies.OpenFds, OwnDescriptors.Open());
        if (_maxFds is { } limit)
        {
            Write(writer, SelfFamilies.MaxFds, limit);
        }

        Write(writer, SelfFamilies.Threads, own.Threads.Count);
    }

    private static void WriteRuntime(IMetricWriter writer)
    {
        writer.Begin(SelfFamilies.Collections);
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            string name = generation.ToString(CultureInfo.InvariantCulture);
            writer.Write([new("generation", name)], GC.CollectionCount(generation));
        }

        Write(writer, SelfFamilies.HeapMemory, GC.GetTotalMemory(forceFullCollection: false));
        Write(writer, SelfFamilies.Allocated, GC.GetTotalAllocatedBytes());
        Write(writer, SelfFamilies.Pauses, GC.GetTotalPauseDuration().TotalSeconds);
    }

    private static void Write(IMetricWriter writer, MetricFamily family, double value)
    {
        writer.Begin(family);
        writer.Write([], value);
    }
}
