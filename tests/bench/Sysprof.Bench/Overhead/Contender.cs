using Sysprof.Bench.Watching;
using Sysprof.Kernel.Session;

namespace Sysprof.Bench.Overhead;

/// <summary>A watcher, and what a call of a loop took while it watched.</summary>
/// <param name="watcher">Who watches.</param>
internal sealed class Contender(Watcher watcher)
{
    private readonly List<double> _samples = [];

    public string Name => watcher.Name;

    public bool IsInstalled => watcher.IsInstalled;

    /// <summary>How many rounds it takes part in; what is slow to start takes part in few.</summary>
    public int MostRounds { get; init; } = int.MaxValue;

    /// <summary>How often it is measured in a round.</summary>
    public int MeasurementsPerRound { get; init; } = 4;

    /// <summary>What is done after each round, given how many calls were made while it watched; may fail.</summary>
    public Action<long>? Check { get; init; }

    public int Samples => _samples.Count;

    /// <summary>Nanoseconds per call when nothing else interfered.</summary>
    public double LeastNs => _samples.Min();

    public double MedianNs => Statistics.Median(_samples);

    /// <summary>Watches the loop, measures it, and stops watching.</summary>
    public void TakePart(Calibrator loop)
    {
        try
        {
            watcher.Attach(loop.Tgid);
            for (int i = 0; i < MeasurementsPerRound; i++)
            {
                _samples.Add(loop.LeastNsPerCall());
            }
        }
        finally
        {
            watcher.Detach();
        }

        Check?.Invoke(MeasurementsPerRound * (long)Calibrator.CallsPerMeasurement);
    }
}
