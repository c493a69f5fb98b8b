using System.Diagnostics;

namespace Sysprof.Bench.Scrape;

/// <summary>How long something took, each time, and what it allocated.</summary>
internal sealed class ScrapeSamples
{
    private readonly List<double> _ms = [];

    /// <summary>The least: growing for the first time is not the steady state.</summary>
    public long LeastBytes { get; private set; } = long.MaxValue;

    public void Add(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        action();
        _ms.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        LeastBytes = Math.Min(LeastBytes, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void AddTo(Table table, string collectors, string what, int? size) => table.Add(
        collectors,
        what,
        Table.Number(_ms.Min()),
        Table.Number(Statistics.Median(_ms)),
        Table.Number(_ms.Max()),
        Table.Number(LeastBytes / 1000.0),
        size is { } bytes ? Table.Number(bytes / 1000.0) : null);
}
