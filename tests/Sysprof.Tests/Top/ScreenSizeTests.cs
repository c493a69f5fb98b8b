using FsCheck;
using FsCheck.Fluent;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Top;

/// <summary>A frame has as many lines as the screen has rows, none wider than it, whatever is on it.</summary>
public class ScreenSizeTests
{
    private const int MostColumns = 200;
    private const int MostRows = 60;

    /// <summary>What is on the screen: a table, or one of these.</summary>
    private static readonly string[] s_views =
        ["calls", "processes", "threads", "errors", "cgroups", "findings", "finding", "latencies", "latencies of a thread", "help", "prompt"];

    [Fact]
    public void At_every_width()
    {
        for (int columns = 1; columns <= MostColumns; columns++)
        {
            for (int view = 0; view < s_views.Length; view++)
            {
                AssertFits(Looking(view, "ngi\x1bnx日本🦀\u202e", columns % 5 > 0), columns, 1 + (columns * 7 + view) % MostRows);
            }
        }
    }

    [Fact]
    public void At_every_height()
    {
        for (int rows = 1; rows <= MostRows; rows++)
        {
            for (int view = 0; view < s_views.Length; view++)
            {
                AssertFits(Looking(view, "ngi\x1bnx日本🦀\u202e", rows % 5 > 0), 1 + (rows * 31 + view) % MostColumns, rows);
            }
        }
    }

    [Fact]
    public void With_names_that_want_to_do_harm() => Prop.ForAll(
        Properties.HostileNames,
        Gen.Choose(1, MostColumns).Zip(Gen.Choose(1, MostRows)).ToArbitrary(),
        Gen.Choose(0, s_views.Length - 1).ToArbitrary(),
        (name, size, view) => AssertFits(Looking(view, name, hasPage: true), size.Item1, size.Item2)).Verify();

    private static void AssertFits(TopState state, int columns, int rows)
    {
        var painter = new TopPainter(state, new LineEncoder(color: false, styles: false));
        foreach (long secondsBehind in (long[])[0, 7, 86_400])
        {
            IReadOnlyList<string> lines = painter.Draw(
                new ScreenSize(columns, rows),
                new TopStatus("1 of 40 paused", TimeSpan.FromSeconds(secondsBehind)),
                [.. TopKeys.Everywhere, .. TopKeys.Replay]);

            Assert.Equal(rows, lines.Count);
            Assert.All(lines, line =>
            {
                Assert.InRange(SafeText.Width(line), 0, columns);
                Assert.Equal(line, SafeText.Escape(line));
            });
        }
    }

    private static TopState Looking(int view, string name, bool hasPage)
    {
        var model = new TopModel(WebServer.Run, SummaryFilter.None);
        for (int second = 0; second < 3; second++)
        {
            model.Take(Second(second, name));
        }

        int table = s_views[view] switch
        {
            "latencies of a thread" => TopTables.Threads,
            "finding" => TopTables.Findings,
            _ => Math.Max(0, TopTables.All.ToList().FindIndex(table => table.Name == s_views[view])),
        };
        var state = new TopState(WebServer.Run, SummaryFilter.None, table);
        state.Refresh(model);
        switch (s_views[view])
        {
            case "latencies" or "finding":
                state.Do(TopAction.Open);
                break;
            case "latencies of a thread":
                state.Do(TopAction.Open);
                state.Refresh(model);
                state.Do(TopAction.Open);
                break;
            case "help":
                state.Do(TopAction.Help);
                break;
            case "prompt":
                state.Do(TopAction.Filter);
                foreach (char character in name + "(")
                {
                    state.Type(new ConsoleKeyInfo(character, ConsoleKey.None, false, false, false));
                }

                break;
        }

        if (hasPage)
        {
            state.Refresh(model);
        }

        return state;
    }

    private static Interval Second(int second, string name)
    {
        var builder = new SummaryBuilder();
        for (int thread = 1; thread <= 5; thread++)
        {
            builder.Thread(100, 99 + thread, name, name + "p", "/" + name)
                .Calls("read", 1009 * thread, 1 << (5 * thread), waits: true)
                .Errors("read", "EAGAIN", 23)
                .Errors("read", "ENOTRECOVERABLE", 1)
                .Bytes("read", 1L << 50)
                .Calls("sched_get_priority_max", thread, 1_000_003)
                .Calls("sched_yield", 10_007, 307)
                .InFlightSince("clock_nanosleep", SummaryBuilder.StartNs - 1_000_000_000L * thread, beforeStart: true);
        }

        long start = SummaryBuilder.StartNs + second * 1_000_000_000L;
        return builder.BuildInterval(start, start + 1_000_000_000, 1000, ledger => ledger with { Lost = 3, Denied = 1 });
    }
}
