using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class TableReportWriterTests
{
    [Fact]
    public void No_line_is_wider_than_asked_for_and_nothing_raw_reaches_the_terminal() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Properties.HostileNames, (seed, name) =>
        {
            int width = 80 + Math.Abs(seed % 60);
            var options = new ReportOptions { By = (GroupBy)Math.Abs(seed % 4) };
            string text = ReportText.Of(
                RandomSummary.Make(seed, name), ReportFormat.Table, options, new() { Width = width });
            return text.Split('\n').All(line => SafeText.Width(line) <= width && SafeText.Escape(line) == line);
        }).Verify();

    [Theory]
    [InlineData("\x1b]0;gone\a")]
    [InlineData("日本語のスレッド名前日本語のスレッド名前")]
    [InlineData("\u202egnp.exe")]
    [InlineData("🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀")]
    public void Hostile_and_wide_names_fit(string name)
    {
        Summary summary = new SummaryBuilder().Thread(4_194_304, 4_194_303, name, "x" + name)
            .Calls("read", int.MaxValue, 1_000_000)
            .Errors("read", "ENOTRECOVERABLE", int.MaxValue)
            .InFlight("sched_get_priority_max", 12_400_000_000)
            .Build();

        string[] lines = ReportText.Of(summary, ReportFormat.Table).Split('\n');

        Assert.All(lines, line => Assert.InRange(SafeText.Width(line), 0, 80));
        Assert.All(lines, line => Assert.Equal(SafeText.Escape(line), line));
    }

    [Theory]
    [InlineData("worker", "worker  tid 8  pid 7 nginx  458 calls  458 errors (457 would block)  ended")]
    [InlineData("worker-number-1", "worker-number-1  tid 8  pid 7 nginx  458 calls  458 errors  ended")]
    public void A_heading_says_what_of_the_errors_is_none_where_that_fits(string comm, string heading)
    {
        Summary summary = new SummaryBuilder().Thread(7, 8, comm, "nginx")
            .Calls("read", 458, 811)
            .Errors("read", "EAGAIN", 457)
            .Errors("read", "EIO", 1)
            .Ended()
            .Build();

        Assert.Contains(heading, ReportText.Of(summary, ReportFormat.Table).Split('\n'));
    }

    [Theory]
    [InlineData(false, "<1KiB 40  <1MiB 11  ≥1MiB 20")]
    [InlineData(true, "0B 3  <2B 5  <512B 13  <1KiB 19  <2KiB 11  <2MiB 7  <2GiB 13")]
    public void Files_have_sums_of_sizes_or_each_of_them(bool each, string sizes)
    {
        var file = new Resource(ResourceKind.File, "/var/log/x");
        Summary summary = new SummaryBuilder().Thread(7, 7, "t").Part("read", 71, 300, resource: file).Build();
        int cell = summary.Calls.CellOf(0, new CellKey(new CallKey(SyscallAbi.X64, 0), default, file));
        foreach ((int bytes, int calls) in (ReadOnlySpan<(int, int)>)
            [(0, 3), (1, 5), (256, 6), (511, 7), (512, 9), (1023, 10), (1024, 11), (1 << 20, 7), (int.MaxValue, 13)])
        {
            summary.Calls.AddSize(cell, SizeClass.Of(bytes), calls);
        }

        string text = ReportText.Of(summary, ReportFormat.Table, new() { By = GroupBy.File }, new() { Sizes = each, Width = 120 });

        Assert.Contains(sizes, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cgroup_is_told_by_the_end_of_its_path_and_one_that_is_not_known_says_so()
    {
        string pod = "/kubepods.slice/kubepods-burstable.slice/" + new string('a', 64) + ".slice/";
        Summary summary = new SummaryBuilder()
            .Thread(7, 7, "a", cgroup: pod + "cri-containerd-1.scope").Calls("read", 2, 1)
            .Thread(8, 8, "b", cgroup: pod + "cri-containerd-2.scope").Calls("read", 1, 1)
            .Thread(9, 9, "c", cgroup: "")
            .Build();

        string[] lines = ReportText.Of(summary, ReportFormat.Table, new() { By = GroupBy.Cgroup }).Split('\n');

        Assert.All(lines, line => Assert.InRange(SafeText.Width(line), 0, 80));
        Assert.Contains(lines, line => line.EndsWith("a.slice/cri-containerd-1.scope", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("a.slice/cri-containerd-2.scope", StringComparison.Ordinal));
        Assert.Contains("? (cgroup not known)  1 thread  0 calls", lines);
    }

    [Fact]
    public void Numbers_are_never_cut() => Prop.ForAll<int>(seed =>
    {
        Summary summary = RandomSummary.Make(seed);
        string[] words = ReportText.Of(summary, ReportFormat.Table).Split([' ', '\n']);
        return new Report(summary, new()).Groups.SelectMany(group => group.Rows)
            .All(row => words.Contains(Quantity.Count(row.Counts.Calls)));
    }).Verify();

    [Fact]
    public void A_limit_keeps_the_first_rows_of_all_threads()
    {
        var report = new Report(Samples.WebServer(), new() { Sort = SortKey.Parse("calls") });

        string[] kept = [.. report.Top(3).SelectMany(group => group.Rows).Select(row => row.Name)];

        Assert.Equal(["getpid", "read", "write"], kept.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Shown_and_hidden_rows_make_all(int limit)
    {
        string text = ReportText.Of(Samples.WebServer(), ReportFormat.Table, table: new() { Limit = limit });

        string hidden = (12 - limit) switch { <= 0 => "", 1 => "… 1 more row (", var rows => $"… {rows} more rows (" };
        Assert.Equal(hidden.Length > 0, text.Contains("--limit 0", StringComparison.Ordinal));
        Assert.Contains(hidden, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_adds_nothing_but_colour()
    {
        string plain = ReportText.Of(Samples.Broken(), ReportFormat.Table);
        string coloured = ReportText.Of(Samples.Broken(), ReportFormat.Table, table: new() { Color = true });

        Assert.Contains("\x1b[1;31mLOST", coloured, StringComparison.Ordinal);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(coloured, "\x1b\\[[0-9;]*m", ""));
    }
}
