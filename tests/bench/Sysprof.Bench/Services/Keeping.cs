using Sysprof.Bench.Watching;

namespace Sysprof.Bench.Services;

/// <summary>A watcher, and what clients saw of a service while it watched.</summary>
/// <param name="watcher">Who watches.</param>
internal sealed class Keeping(Watcher watcher)
{
    private readonly List<Load> _loads = [];

    public string Name => watcher.Name;

    public bool IsInstalled => watcher.IsInstalled;

    public double MedianPerSecond => Statistics.Median([.. _loads.Select(load => load.PerSecond)]);

    public double MedianP99Ms => Statistics.Median([.. _loads.Select(load => load.P99Ms)]);

    /// <summary>Watches a service under load for some seconds, and stops watching.</summary>
    public void TakePart(Service service, int seconds)
    {
        try
        {
            watcher.Attach(service.Tgid);
            _ = service.Ask(Math.Min(seconds, 2)); // What a watcher needs to get going is not what it costs to keep it.
            _loads.Add(service.Ask(seconds));
        }
        finally
        {
            watcher.Detach();
        }
    }

    /// <summary>
    /// The share of the throughput beside another that is kept: the median over the rounds, in each of which both took part.
    /// </summary>
    public double KeptOf(Keeping other) => Statistics.Median(
        [.. _loads.Zip(other._loads, (mine, theirs) => mine.PerSecond / theirs.PerSecond)]);
}
