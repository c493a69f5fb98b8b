using Sysprof.Profile;

namespace Sysprof.Bench;

/// <summary>The command line of the benchmarks: <c>[--once] [NAME...]</c>.</summary>
internal static class BenchmarkRunner
{
    private const string OnceOption = "--once";

    /// <summary>Runs the benchmarks that are named, or all, and returns the exit code.</summary>
    public static int Run(IReadOnlyList<Benchmark> all, string[] args, TextWriter output, TextWriter errors)
    {
        string[] names = [.. args.Where(word => word != OnceOption)];
        string? unknown = names.FirstOrDefault(name => all.All(benchmark => benchmark.Name != name));
        if (unknown is not null)
        {
            errors.WriteLine($"Sysprof.Bench: error: there is no benchmark '{unknown}'");
            errors.WriteLine($"  hint: [{OnceOption}] and any of: {string.Join(' ', all.Select(one => one.Name))}");
            return (int)ExitCode.Usage;
        }

        bool allHold = true;
        foreach (Benchmark benchmark in all.Where(one => names.Length == 0 || names.Contains(one.Name)))
        {
            allHold &= Holds(benchmark, new BenchmarkRun(output, args.Contains(OnceOption)), errors);
        }

        return (int)(allHold ? ExitCode.Done : ExitCode.Failure);
    }

    private static bool Holds(Benchmark benchmark, BenchmarkRun run, TextWriter errors)
    {
        run.Print($"== {benchmark.Name}: {benchmark.Title}");
        try
        {
            benchmark.Measure(run);
        }
        catch (SysprofException foreseen)
        {
            run.Require(false, $"{foreseen.Message} (hint: {foreseen.Hint})");
        }

        foreach (string broken in run.Broken)
        {
            errors.WriteLine($"{benchmark.Name}: does not hold: {broken}");
        }

        run.Print($"");
        return run.Broken.Count == 0;
    }
}
