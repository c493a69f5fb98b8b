using System.ComponentModel;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Running;
using Sysprof.Cli.Serving;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Profile;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Serving;

/// <summary>Who shares what, and who disturbs whom.</summary>
public sealed class ScraperTests : IDisposable
{
    private static readonly Representation s_text = new(ExpositionFormat.Text, IsCompressed: false);

    private readonly TickingClock _clock = new();
    private readonly FakeRun _run = new();
    private readonly StringWriter _log = new();
    private readonly ILoggerFactory _logs;
    private readonly Scraper _scraper;

    public ScraperTests()
    {
        _logs = new LogSettings(LogLevel.Information, LogFormat.Logfmt).Open(TextWriter.Synchronized(_log), _clock);
        _scraper = ScraperOf(_run);
    }

    private static CancellationToken Abort => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _scraper.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_hundred_at_the_same_time_share_one_interval_and_its_bytes()
    {
        ReadOnlyMemory<byte>[] all = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => _scraper.ScrapeAsync(s_text, Abort)));

        Assert.Equal(1, _run.Intervals);
        Assert.Equal(1, _run.Recycled);
        Assert.All(all, bytes => Assert.True(bytes.Equals(all[0])));
    }

    [Fact]
    public async Task A_scrape_after_some_time_shows_what_happened_since()
    {
        Assert.Equal(FakeRun.CallsPerInterval, await CallsAsync());
        _clock.Pass(Scraper.Freshness - TimeSpan.FromTicks(1));
        Assert.Equal(FakeRun.CallsPerInterval, await CallsAsync());
        _clock.Pass(TimeSpan.FromTicks(1));
        Assert.Equal(2 * FakeRun.CallsPerInterval, await CallsAsync());
    }

    [Fact]
    public async Task How_long_the_turn_took_makes_what_it_shows_no_younger()
    {
        int intervals = 0;
        using Scraper scraper = ScraperOf(new FakeRun
        {
            Script = number =>
            {
                intervals++;
                _clock.Pass(Scraper.Freshness);
                return Second(number);
            },
        });

        await scraper.ScrapeAsync(s_text, Abort);
        await scraper.ScrapeAsync(s_text, Abort);

        Assert.Equal(2, intervals);
    }

    [Fact]
    public async Task All_representations_are_of_the_same_interval()
    {
        foreach (ExpositionFormat format in Enum.GetValues<ExpositionFormat>())
        {
            ReadOnlyMemory<byte> plain = await _scraper.ScrapeAsync(new Representation(format, IsCompressed: false), Abort);
            ReadOnlyMemory<byte> compressed = await _scraper.ScrapeAsync(new Representation(format, IsCompressed: true), Abort);
            Assert.Equal(plain.ToArray(), Decompressed(compressed));
        }

        Assert.Equal(1, _run.Intervals);
    }

    [Fact]
    public async Task Whoever_gives_up_disturbs_nobody_else()
    {
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        using Scraper scraper = ScraperOf(new FakeRun
        {
            Script = _ =>
            {
                begun.Release();
                goOn.Wait(Abort);
                return Second(1);
            },
        });
        using var first = new CancellationTokenSource();
        Task<ReadOnlyMemory<byte>> impatient = scraper.ScrapeAsync(s_text, first.Token);
        await begun.WaitAsync(Abort);
        Task<ReadOnlyMemory<byte>> patient = scraper.ScrapeAsync(s_text, Abort);

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        goOn.Release();

        Assert.NotEqual(0, (await patient).Length);
        Assert.Equal(0, begun.CurrentCount);
    }

    [Fact]
    public async Task A_run_that_broke_off_is_told_to_each_who_asks()
    {
        using Scraper scraper = ScraperOf(new FakeRun { Script = _ => throw new InvalidDataException("broken") });

        await Assert.ThrowsAsync<SysprofException>(() => scraper.ScrapeAsync(s_text, Abort));
        var error = await Assert.ThrowsAsync<SysprofException>(() => scraper.ScrapeAsync(s_text, Abort));

        Assert.Equal("taking an interval: broken", error.Message);
        Assert.Equal("", _log.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_turn_without_descriptors_is_tried_again_and_logged_now_and_then(bool isDescribed)
    {
        bool fails = false;
        using Scraper scraper = ScraperOf(new FakeRun
        {
            Script = number => fails ? throw NoDescriptor(isDescribed) : Second(number),
        });
        await scraper.ScrapeAsync(s_text, Abort);

        fails = true;
        _clock.Pass(Scraper.Freshness);
        for (int scrape = 0; scrape < 100; scrape++)
        {
            SysprofException error = await Assert.ThrowsAsync<SysprofException>(() => scraper.ScrapeAsync(s_text, Abort));
            Assert.True(Shortage.IsCauseOf(error));
        }

        const string begin = "level=warn msg=\"metrics could not be brought up to date; trying again\" "
            + "reason=\"taking an interval: creating an iterator: Too many open files\"";
        Assert.Equal([$"{begin} attempts=1"], LogLines());
        _clock.Ring(RepeatedWarning.Pause);
        Assert.Equal([$"{begin} attempts=1", $"{begin} attempts=99"], LogLines());

        fails = false;
        await scraper.ScrapeAsync(s_text, Abort);
        Assert.Equal("level=info msg=\"metrics are up to date again\" failed=100", LogLines()[^1]);
        _clock.Ring(RepeatedWarning.Pause);
        Assert.Equal(3, LogLines().Length);
    }

    [Fact]
    public async Task Keeping_up_goes_on_after_a_turn_without_descriptors()
    {
        using var turned = new SemaphoreSlim(0);
        int turns = 0;
        using Scraper scraper = ScraperOf(new FakeRun
        {
            Script = number =>
            {
                turned.Release();
                return ++turns < 3 ? throw NoDescriptor(isDescribed: false) : Second(number);
            },
        });
        using var stop = new CancellationTokenSource();
        Task kept = scraper.KeepUpAsync(stop.Token);

        for (int turn = 0; turn < 3; turn++)
        {
            Assert.False(kept.IsCompleted);
            _clock.Ring(Scraper.LongestInterval);
            await turned.WaitAsync(Abort);
        }

        await stop.CancelAsync();
        await kept;
        Assert.Equal(3, turns);
    }

    [Fact]
    public async Task Scrapes_that_fail_or_are_given_up_leave_the_turn_to_the_next_one()
    {
        bool fails = true;
        using Scraper scraper = ScraperOf(new FakeRun
        {
            Script = number => fails ? throw NoDescriptor(isDescribed: false) : Second(number),
        });
        for (int scrape = 0; scrape < 100; scrape++)
        {
            using var hungUp = new CancellationTokenSource();
            Task<ReadOnlyMemory<byte>> given = scraper.ScrapeAsync(s_text, hungUp.Token);
            await hungUp.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => given);
        }

        fails = false;
        Assert.NotEqual(0, (await scraper.ScrapeAsync(s_text, Abort)).Length);
    }

    [Fact]
    public async Task Intervals_end_though_nobody_asks()
    {
        using var turned = new SemaphoreSlim(0);
        int intervals = 0;
        using Scraper scraper = ScraperOf(new FakeRun
        {
            Script = number =>
            {
                intervals++;
                turned.Release();
                return Second(number);
            },
        });
        using var stop = new CancellationTokenSource();
        Task kept = scraper.KeepUpAsync(stop.Token);

        _clock.Ring(Scraper.LongestInterval);
        await turned.WaitAsync(Abort);
        _clock.Ring(Scraper.LongestInterval);
        await turned.WaitAsync(Abort);
        await stop.CancelAsync();
        await kept;

        Assert.Equal(2, intervals);
    }

    [Fact]
    public async Task A_run_that_breaks_off_while_nobody_asks_is_told_to_whoever_keeps_it_up()
    {
        using Scraper scraper = ScraperOf(new FakeRun { Script = _ => throw new InvalidDataException("broken") });
        Task kept = scraper.KeepUpAsync(Abort);
        _clock.Ring(Scraper.LongestInterval);

        Assert.Equal("taking an interval: broken", (await Assert.ThrowsAsync<SysprofException>(() => kept)).Message);
    }

    private static byte[] Decompressed(ReadOnlyMemory<byte> bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static Exception NoDescriptor(bool isDescribed)
    {
        var refusal = new Win32Exception(24, "creating an iterator");
        return isDescribed
            ? new SysprofException("taking an interval: creating an iterator: Too many open files", inner: refusal)
            : refusal;
    }

    private string[] LogLines() =>
    [
        .. _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[line.IndexOf("level=", StringComparison.Ordinal)..]),
    ];

    private static Interval Second(int number) => new()
    {
        StartNs = number * 1_000_000_000L,
        EndNs = (number + 1) * 1_000_000_000L,
        Calls = new CallTable(),
        Ledger = default,
        OwnCpuNs = 0,
    };

    private Scraper ScraperOf(FakeRun run) =>
        new(
            run,
            new RunMetrics(run.Run, new RunMetricsOptions()),
            new SelfMetrics(run.Run, () => default),
            _clock,
            _logs.CreateLogger("serve"));

    private async Task<int> CallsAsync()
    {
        string text = Encoding.UTF8.GetString((await _scraper.ScrapeAsync(s_text, Abort)).Span);
        string line = Assert.Single(text.Split('\n'), line => line.StartsWith("sysprof_syscalls_total{", StringComparison.Ordinal));
        Assert.StartsWith("sysprof_syscalls_total{syscall=\"getppid\"} ", line, StringComparison.Ordinal);
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
