using System.Diagnostics;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Targets;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>What others who read the formats say of real metrics: promtool, and the parser of Prometheus's Python client.</summary>
[Collection("serving")]
public sealed class ExpositionTests
{
    private const string OpenMetrics = "application/openmetrics-text;version=1.0.0";
    private const string Python = "/usr/bin/python3";

    private const string CountSamples = """
        import sys
        from prometheus_client.openmetrics.parser import text_fd_to_metric_families
        samples = [sample for family in text_fd_to_metric_families(sys.stdin) for sample in family.samples]
        print(len(samples), sum(1 for sample in samples if sample.exemplar))
        """;

    public ExpositionTests() => SysprofProgram.RequireRoot();

    [Fact]
    public async Task Promtool_and_the_parser_of_Python_have_nothing_to_say_when_nothing_happens()
    {
        await using ServedProgram served = await ServedProgram.StartAsync(
            "--comm", "^sysprof-nobody$", "--collector.process", "--collector.cgroup");

        Scrape scrape = await CheckAsync(served);

        Assert.Equal(0, scrape.Sum("sysprof_syscalls_total"));
        await served.EndAsync();
    }

    /// <summary>
    /// On the whole machine, while threads and processes come and go, and with names that formats must escape: that of
    /// the second program ends in half a character, for a name has 15 bytes. Without <c>}</c>: version 0.16 of the Python
    /// parser takes that for the end of an exemplar's labels, quotes or not.
    /// </summary>
    [Fact]
    public async Task Promtool_and_the_parser_of_Python_have_nothing_to_say_under_load()
    {
        using var quoted = new NamedProgram("a\"b\\c\nd {=, #");
        using var cut = new NamedProgram("12345678901234é");
        using RunningWorkload spin = await RunningWorkload.Start("spin", "2", "3600s");
        await using ServedProgram served = await ServedProgram.StartAsync("--collector.process", "--collector.cgroup");
        spin.Go();
        Task load = Task.WhenAll(quoted.Run("storm", "1009", "1009"), cut.Run("unknown"));
        do
        {
            await CheckAsync(served);
        }
        while (!load.IsCompleted);

        await load;
        Scrape scrape = await CheckAsync(served);
        Assert.True(scrape["sysprof_process_syscalls_total{comm=\"a\\\"b\\\\c\\\\x0ad {=, #\"}"] > 3 * 2 * 1009);
        Assert.Contains("comm=\"12345678901234\uFFFD\"", scrape.Text, StringComparison.Ordinal);
        await served.EndAsync();
    }

    private static async Task<Scrape> CheckAsync(ServedProgram served)
    {
        InstalledProgram.Require("promtool");
        Scrape scrape = await served.ScrapeAsync();
        Assert.Equal((0, "", ""), await RunAsync("promtool", ["check", "metrics"], scrape.Text));

        string text = await served.GetAsync(OpenMetrics);
        (int exitCode, string counted, string error) = await RunAsync(Python, ["-c", CountSamples], text);
        Assert.SkipWhen(error.Contains("No module named 'prometheus_client'", StringComparison.Ordinal), error);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int samples = lines.Count(line => line[0] != '#');
        int exemplars = lines.Count(line => line.Contains(" # {", StringComparison.Ordinal));
        Assert.Equal("", error);
        Assert.Equal((0, $"{samples} {exemplars}\n"), (exitCode, counted));
        return scrape;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string[] arguments, string input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough, and says why.
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
