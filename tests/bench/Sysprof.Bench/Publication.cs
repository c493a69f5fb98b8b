using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sysprof.Bench;

/// <summary>The tables of benchmarks as a page of Markdown, with the machine and the day they are of.</summary>
internal sealed class Publication
{
    private readonly StringBuilder _sections = new();

    /// <summary>Adds what a benchmark printed, if it is of those that are published.</summary>
    public void Add(Benchmark benchmark, BenchmarkRun run)
    {
        if (benchmark.Method is null)
        {
            return;
        }

        using var section = new StringWriter(_sections, CultureInfo.InvariantCulture);
        section.WriteLine($"\n## {char.ToUpperInvariant(benchmark.Title[0])}{benchmark.Title[1..]}\n\n{benchmark.Method}");
        foreach (object printed in run.Printed.Skip(1).Where(printed => printed is not ""))
        {
            // A table needs an empty line around it, and each line of text is a paragraph.
            section.WriteLine();
            if (printed is Table table)
            {
                table.WriteMarkdownTo(section);
            }
            else
            {
                section.WriteLine(((string)printed).Trim());
            }
        }

        foreach (string broken in run.Broken)
        {
            section.WriteLine($"\nDoes not hold: {broken}.");
        }
    }

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteTo(string path) => File.WriteAllText(path, Head() + _sections);

    private static string Head() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        # What looking costs

        Measured by `./build.sh bench --publish` on {DateTime.UtcNow:yyyy-MM-dd}, which writes this page; do not edit it. The machine: {Cpu()},
        {Environment.ProcessorCount} CPUs, Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {RuntimeInformation.FrameworkDescription}. Contenders take turns in one run; compare ratios,
        not figures of two machines.

        """);

    private static string Cpu() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "an unknown CPU";
}
