using Sysprof.Profile;

namespace Sysprof.Bench;

/// <summary>The command line of the benchmarks: <c>[--once] [--publish FILE] [NAME...]</c>.</summary>
internal static class BenchmarkRunner
{
    private const string OnceOption = "--once";
    private const string PublishOption = "--publish";

    /// <summary>Runs the benchmarks that are named, or all, and returns the exit code.</summary>
    public static int Run(IReadOnlyList<Benchmark> all, string[] args, TextWriter output, TextWriter errors)
    {
        var words = new List<string>(args);
        bool once = words.Remove(OnceOption);
        string? page = TakeValue(words, PublishOption);
        string? unknown = words.FirstOrDefault(name => all.All(benchmark => benchmark.Name != name));
        if (unknown is not null)
        {
            errors.WriteLine($"Sysprof.Bench: error: there is no benchmark '{unknown}'");
            errors.WriteLine(
                $"  hint: [{OnceOption}] [{PublishOption} FILE] and any of: {string.Join(' ', all.Select(one => one.Name))}");
            return (int)ExitCode.Usage;
        }

        bool allHold = true;
        var publication = new Publication();
        foreach (Benchmark benchmark in all.Where(one => words.Count == 0 ? page is null || one.Method is not null : words.Contains(one.Name)))
        {
            var run = new BenchmarkRun(output, once);
            allHold &= Holds(benchmark, run, errors);
            publication.Add(benchmark, run);
        }

        if (page is not null)
        {
            publication.WriteTo(page);
        }

        return (int)(allHold ? ExitCode.Done : ExitCode.Failure);
    }

    /// <summary>Takes an option and its value out of the words; null when it is not among them.</summary>
    private static string? TakeValue(List<string> words, string option)
    {
        int at = words.IndexOf(option);
        if (at < 0 || at + 1 == words.Count)
        {
            return null;
        }

        string value = words[at + 1];
        words.RemoveRange(at, 2);
        return value;
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
