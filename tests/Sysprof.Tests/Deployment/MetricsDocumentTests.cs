using System.Text;
using System.Text.RegularExpressions;
using CommunityToolkit.HighPerformance.Buffers;
using Sysprof.Cli.Serving;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Deployment;

/// <summary>docs/metrics.md names what is exposed, and nothing else.</summary>
public sealed partial class MetricsDocumentTests
{
    private static readonly string s_exposition = Expose();

    private static IEnumerable<(string Name, string Kind)> Families =>
        from Match match in TypeLine().Matches(s_exposition)
        select (match.Groups["name"].Value, match.Groups["kind"].Value);

    [Fact]
    public void Every_family_is_in_the_document() => Assert.DoesNotContain(
        Families, family => MetricsDocument.Find(family.Name) is null);

    [Fact]
    public void Every_metric_of_the_document_is_exposed() => Assert.DoesNotContain(
        MetricsDocument.Entries, entry => !Families.Any(family => MetricsDocument.Find(family.Name) == entry));

    [Fact]
    public void No_metric_is_in_the_document_twice() => Assert.Equal(
        MetricsDocument.Entries.Count, MetricsDocument.Entries.Select(entry => entry.Name).Distinct().Count());

    [Fact]
    public void Their_types_are_those_of_the_document() => Assert.DoesNotContain(
        Families, family => MetricsDocument.Find(family.Name) is { Kind.Length: > 0 } entry && entry.Kind != family.Kind);

    [Fact]
    public void Their_labels_are_those_of_the_document()
    {
        foreach (MetricsDocument.Entry entry in MetricsDocument.Entries.Where(entry => !entry.Name.EndsWith('*')))
        {
            string[][] labels =
            [
                .. from Match match in Regex.Matches(s_exposition, $@"^{entry.Name}(?:_bucket|_sum|_count)?(\{{.*\}})? ", RegexOptions.Multiline)
                   select LabelName().Matches(match.Groups[1].Value).Select(label => label.Groups[1].Value)
                       .Where(label => label != "le").ToArray(),
            ];

            Assert.NotEmpty(labels);
            Assert.All(labels, names => Assert.Equal(entry.Labels, names.ToHashSet()));
        }
    }

    /// <summary>A run in which there is something of everything.</summary>
    private static string Expose()
    {
        var run = new FakeRun();
        var metrics = new RunMetrics(run.Run, new RunMetricsOptions { ByProcess = true, ByCgroup = true });
        metrics.Take(SomethingOfEverything(), DateTimeOffset.UnixEpoch);
        using var buffer = new ArrayPoolBufferWriter<byte>();
        IMetricWriter writer = Exposition.Begin(ExpositionFormat.Text, buffer);
        metrics.WriteTo(writer);
        new SelfMetrics(run.Run, () => default).WriteTo(writer);
        writer.Finish();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Interval SomethingOfEverything()
    {
        var calls = new CallTable();
        int row = calls.AddThread(new ThreadInfo(new ThreadKey(10, 10, 5), "worker", "worker", 1, "/system.slice/a.service"));
        CallKey read = new(SyscallAbi.X64, 0);
        int cell = calls.CellOf(row, read);
        ref CallCell counts = ref calls.Cell(cell);
        counts.Calls = 3;
        counts.Errors = 1;
        counts.Bytes = 512;
        counts.TimeNs = 3000;
        counts.BlockedCalls = 1;
        counts.BlockedNs = 1000;
        counts.MinNs = counts.MaxNs = 1000;
        calls.AddLatency(cell, LatencyBuckets.Slot(1000), 3);
        Assert.True(ErrnoNames.TryNumber("EIO", out int errno));
        calls.AddErrno(cell, errno, 1);
        calls.Thread(row).InFlight = new InFlightCall(read, 0, 1, BeforeStart: false);
        return new Interval
        {
            StartNs = 1_000_000_000,
            EndNs = 2_000_000_000,
            Calls = calls,
            Ledger = new Ledger { Entered = 4, Returned = 3, InFlight = 1 },
            OwnCpuNs = 0,
        };
    }

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<kind>\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex("""[{,](\w+)=""")]
    private static partial Regex LabelName();
}
