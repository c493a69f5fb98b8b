namespace Sysprof.Bench;

/// <summary>Something that is measured, printed and held against its bounds.</summary>
internal abstract class Benchmark
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    public abstract string Title { get; }

    /// <summary>Measures, prints and checks.</summary>
    public abstract void Measure(BenchmarkRun run);
}
