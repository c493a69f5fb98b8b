using Sysprof.Kernel.Session;

namespace Sysprof.Bench.Overhead;

/// <summary>Something that watches system calls, and what a call took while it did.</summary>
/// <param name="name">What it is called in the table.</param>
internal abstract class Contender(string name)
{
    private readonly List<double> _samples = [];

    public string Name => name;

    /// <summary>How many rounds it takes part in; what is slow to start takes part in few.</summary>
    public virtual int MostRounds => int.MaxValue;

    /// <summary>How often it is measured in a round.</summary>
    public virtual int MeasurementsPerRound => 4;

    public int Samples => _samples.Count;

    /// <summary>Nanoseconds per call when nothing else interfered.</summary>
    public double LeastNs => _samples.Min();

    public double MedianNs => Statistics.Median(_samples);

    /// <summary>Watches the loop, measures it, and stops watching.</summary>
    public void TakePart(Calibrator loop)
    {
        Attach(loop);
        try
        {
            for (int i = 0; i < MeasurementsPerRound; i++)
            {
                _samples.Add(loop.LeastNsPerCall());
            }
        }
        finally
        {
            Detach(loop, MeasurementsPerRound * (long)Calibrator.CallsPerMeasurement);
        }
    }

    /// <summary>Returns when it is in effect.</summary>
    protected abstract void Attach(Calibrator loop);

    /// <summary>Returns when it no longer is.</summary>
    /// <param name="loop">What was measured.</param>
    /// <param name="callsMade">How many calls of getppid the loop made since <see cref="Attach"/>.</param>
    protected abstract void Detach(Calibrator loop, long callsMade);
}
