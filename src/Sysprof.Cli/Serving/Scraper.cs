using System.ComponentModel;
using System.IO.Compression;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Running;
using Sysprof.Profile;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Serving;

/// <summary>Adds the intervals of a run up and writes them down for whoever scrapes.</summary>
/// <remarks>
/// A scrape turns an interval over, so that it shows every call that ended before it. Those that come at the same time,
/// or within <see cref="Freshness"/>, share that interval and, in the same representation, the same bytes.
/// </remarks>
/// <param name="run">The run.</param>
/// <param name="metrics">What its intervals are added to.</param>
/// <param name="self">What is told about ourselves.</param>
/// <param name="clock">For the freshness, the intervals nobody asked for, and the time of exemplars.</param>
/// <param name="log">Told of turns that failed and may succeed the next time.</param>
internal sealed class Scraper(ILiveRun run, RunMetrics metrics, SelfMetrics self, TimeProvider clock, ILogger log) : IDisposable
{
    /// <summary>How old an interval may be that a scrape shows.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long an interval gets while nobody scrapes: what it holds grows with the threads that come and go in it.
    /// </summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);

    // One turns over or writes at a time. Who gives up leaves the work to the others who wait for it.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<Representation, ReadOnlyMemory<byte>> _written = [];
    private readonly FailedTurns _failed = new(clock, log);
    private long? _lastTurn;

    /// <summary>Makes each representation once: the first time takes a quarter of a second, for it is compiled then.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        foreach (ExpositionFormat format in Enum.GetValues<ExpositionFormat>())
        {
            _ = await ScrapeAsync(new Representation(format, IsCompressed: true), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Turns intervals over while nobody else does.</summary>
    /// <param name="stop">Ends it.</param>
    /// <remarks>A turn that fails for want of file descriptors or memory is logged: the next one has its calls, too.</remarks>
    /// <exception cref="SysprofException">The run broke off.</exception>
    public async Task KeepUpAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LongestInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await TakeTurnAsync(KeepUp, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>The metrics as they are now. Whoever gives up disturbs nobody else.</summary>
    /// <exception cref="SysprofException">The run broke off, or there is a <see cref="Shortage"/>.</exception>
    public Task<ReadOnlyMemory<byte>> ScrapeAsync(Representation representation, CancellationToken cancellation)
    {
        long asked = clock.GetTimestamp();
        return TakeTurnAsync(
            () =>
            {
                Refresh(asked, Freshness);
                return Written(representation);
            },
            cancellation);
    }

    public void Dispose()
    {
        _turn.Dispose();
        _failed.Dispose();
    }

    private async Task<T> TakeTurnAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        Task<T> done = Task.Run(
            () =>
            {
                try
                {
                    return work();
                }
                finally
                {
                    _turn.Release();
                }
            },
            CancellationToken.None);
        return await done.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private bool KeepUp()
    {
        try
        {
            Refresh(clock.GetTimestamp(), LongestInterval);
            return true;
        }
        catch (Exception error) when (Shortage.IsCauseOf(error))
        {
            return false;
        }
    }

    /// <summary>Turns the interval over, unless that was begun less than an age before it was asked for, or since.</summary>
    private void Refresh(long asked, TimeSpan age)
    {
        if (_lastTurn is { } last && clock.GetElapsedTime(last, asked) < age)
        {
            return;
        }

        // Of its beginning: what happens while it is turned over may be in the next one.
        long start = clock.GetTimestamp();
        Interval interval = Rotate();
        metrics.Take(interval, clock.GetUtcNow());
        run.Recycle(interval);
        _written.Clear();
        _lastTurn = start;
        self.LastRefresh = clock.GetElapsedTime(start);
    }

    private Interval Rotate()
    {
        Interval interval;
        try
        {
            interval = run.Rotate();
        }
        catch (Exception error) when (error is SysprofException or Win32Exception or InvalidDataException)
        {
            SysprofException described = Describe(error);
            if (Shortage.IsCauseOf(described))
            {
                _failed.Add(described);
            }

            throw described;
        }

        _failed.End();
        return interval;
    }

    private static SysprofException Describe(Exception error) => error switch
    {
        SysprofException foreseen => foreseen,
        // Its own text is only what was being done.
        Win32Exception native => new SysprofException(
            $"taking an interval: {native.Message}: {Marshal.GetPInvokeErrorMessage(native.NativeErrorCode)}", inner: native),
        _ => new SysprofException($"taking an interval: {error.Message}", inner: error),
    };

    private ReadOnlyMemory<byte> Written(Representation representation)
    {
        if (!_written.TryGetValue(representation, out ReadOnlyMemory<byte> bytes))
        {
            bytes = representation.IsCompressed
                ? Compress(Written(representation with { IsCompressed = false }))
                : Write(representation.Format);
            _written.Add(representation, bytes);
        }

        return bytes;
    }

    private ReadOnlyMemory<byte> Write(ExpositionFormat format)
    {
        using var buffer = new ArrayPoolBufferWriter<byte>();
        IMetricWriter writer = Exposition.Begin(format, buffer);
        metrics.WriteTo(writer);
        self.WriteTo(writer);
        writer.Finish();
        return buffer.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> bytes)
    {
        using var buffer = new ArrayPoolBufferWriter<byte>();
        using (var gzip = new GZipStream(buffer.AsStream(), CompressionLevel.Fastest))
        {
            gzip.Write(bytes.Span);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
