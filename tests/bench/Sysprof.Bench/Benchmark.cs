namespace Sysprof.Bench;

/// <summary>Something that is measured, printed and held against its bounds.</summary>
internal abstract class Benchmark
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    public abstract string Title { get; }

    /// <summary>How it is measured, for the reader of the published tables; null where it is not published.</summary>
    public virtual string? Method => null;

    /// <summary>Measures, prints and checks.</summary>
    public abstract void Measure(BenchmarkRun run);
}
