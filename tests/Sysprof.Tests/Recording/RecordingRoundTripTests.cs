using System.Globalization;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

public class RecordingRoundTripTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        byte[] bytes = Samples.Write(Samples.Three());

        using var reader = new RecordingReader(new MemoryStream(bytes), "x.rec");
        string intervals = IntervalText.Of(reader.ReadIntervals());

        Assert.Equal(Samples.Run, reader.Run);
        Assert.Equal(Samples.Run.Start.Offset, reader.Run.Start.Offset);
        Assert.Equal(IntervalText.Of(Samples.Three()), intervals);
        Assert.Equal(new RecordingEnd(RecordingState.Whole, 3, bytes.Length, "", ""), reader.End);
        Assert.Null(reader.End.Warning("x.rec"));
    }

    [Fact]
    public void Counts_of_more_than_32_bits_are_exact()
    {
        CallTable calls = new();
        int row = calls.AddThread(Samples.Thread(4242, "busy"));
        Samples.Call(calls, row, 39, (5L << 32) + 3, [(300, 5L << 32), (700, 3)]);
        Samples.Call(calls, row, -1, 1L << 61, [(1, 1L << 61)], errnos: [(4095, 1L << 60), (1, 1)]);
        Interval interval = Samples.Of(0, calls);

        Interval read = Assert.Single(Samples.Read(Samples.Write([interval])).Intervals);

        Assert.Equal(IntervalText.Of(interval), IntervalText.Of(read));
        Summary summary = new(Samples.Run);
        summary.Add(read);
        Assert.Equal(IntervalText.Of(interval).Split('\n')[2], IntervalText.Of(Samples.Of(0, summary.Calls)).Split('\n')[3]);
    }

    [Fact]
    public void Every_bucket_and_every_errno_comes_back()
    {
        CallTable calls = new();
        int cell = calls.CellOf(calls.AddThread(Samples.Thread(1, "")), new CallKey(SyscallAbi.X32, int.MinValue));
        for (int slot = 0; slot < LatencyBuckets.Octaves * LatencyBuckets.PerOctave; slot++)
        {
            calls.AddLatency(cell, slot, 10_000);
            calls.Cell(cell).Calls += 10_000;
        }

        for (int errno = 1; errno <= 4095; errno++)
        {
            calls.AddErrno(cell, errno, 1 + errno % 1000);
        }

        string expected = IntervalText.Of(Samples.Of(0, calls));
        Assert.Equal(expected, IntervalText.Of(Samples.Read(Samples.Write([Samples.Of(0, calls)])).Intervals));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb\u001b[31m\0c")]
    [InlineData("Größe 日本 \U0001F600 \uFFFD")]
    public void Names_are_any_text(string name)
    {
        CallTable calls = new();
        calls.AddThread(new ThreadInfo(new ThreadKey(1, 1, ulong.MaxValue), name, name + "!", ulong.MaxValue, name));
        Interval read = Assert.Single(Samples.Read(Samples.Write([Samples.Of(0, calls)])).Intervals);

        Assert.Equal(calls.Thread(0).Info, read.Calls.Thread(0).Info);
    }

    [Fact]
    public void An_empty_interval_and_an_empty_recording_are_whole()
    {
        Assert.Equal(RecordingState.Whole, Samples.Read(Samples.Write([])).End.State);
        Assert.Single(Samples.Read(Samples.Write([Samples.Of(0, new CallTable())])).Intervals);
    }

    [Fact]
    public void A_pipe_that_gives_one_byte_at_a_time_is_read()
    {
        using var reader = new RecordingReader(new TrickleStream(Samples.Write(Samples.Three())), "-");

        Assert.Equal(IntervalText.Of(Samples.Three()), IntervalText.Of(reader.ReadIntervals()));
        Assert.Equal(RecordingState.Whole, reader.End.State);
    }

    [Fact]
    public void A_thread_is_defined_once_however_many_intervals_it_is_in()
    {
        long once = Samples.Write([Of(0)]).Length;
        long hundred = Samples.Write(Enumerable.Range(0, 100).Select(Of)).Length;
        Assert.InRange((hundred - once) / 99, 50, 80);

        static Interval Of(int second)
        {
            CallTable calls = new();
            Samples.Call(calls, calls.AddThread(Samples.Thread(4242, "redis-server")), 0, 3, [(1000, 3)]);
            return Samples.Of(second, calls);
        }
    }

    /// <summary>A storm of short threads: the tables begin anew, and a thread that stays is defined again.</summary>
    [Fact]
    public void The_tables_of_a_long_recording_begin_anew()
    {
        using var stream = new MemoryStream();
        using var writer = new RecordingWriter(stream, "x.rec", Samples.Run);
        for (int second = 0; second < 40; second++)
        {
            writer.Write(Storm(second));
        }

        writer.Close();
        using var reader = new RecordingReader(new MemoryStream(stream.ToArray()), "x.rec");
        int read = 0;
        foreach (Interval interval in reader.ReadIntervals())
        {
            Assert.Equal(IntervalText.Of(Storm(read++)), IntervalText.Of(interval));
        }

        Assert.Equal(40, read);
        Assert.Equal(RecordingState.Whole, reader.End.State);

        static Interval Storm(int second)
        {
            CallTable calls = new();
            calls.AddThread(Samples.Thread(1, "stays"));
            for (int i = 0; i < 5000; i++)
            {
                int tid = 2 + second * 5000 + i;
                calls.AddThread(Samples.Thread(tid, tid.ToString(CultureInfo.InvariantCulture)));
            }

            return Samples.Of(second, calls);
        }
    }

    [Fact]
    public void An_interval_that_contradicts_itself_is_not_written()
    {
        CallTable calls = new();
        int cell = Samples.Call(calls, calls.AddThread(Samples.Thread(1, "a")), 0, 3, [(1000, 3)]);
        calls.Cell(cell).Calls = 4;

        Assert.Throws<InvalidOperationException>(() => Samples.Write([Samples.Of(0, calls)]));

        calls.Cell(cell).Calls = 3;
        calls.AddErrno(cell, 4096);
        Assert.Throws<InvalidOperationException>(() => Samples.Write([Samples.Of(0, calls)]));
    }

    [Theory]
    [InlineData("until")]
    [InlineData("cpu")]
    [InlineData("user")]
    [InlineData("working")]
    [InlineData("waiting")]
    [InlineData("idle")]
    [InlineData("ready")]
    [InlineData("unknown")]
    public void A_negative_time_is_not_written(string part)
    {
        CallTable calls = new();
        ref ThreadRow thread = ref calls.Thread(calls.AddThread(Samples.Thread(1, "a")));
        thread.UntilNs = part == "until" ? -1 : Samples.Run.StartNs + 7;
        thread.Time = part switch
        {
            "cpu" => new ThreadTime { CpuNs = -1 },
            "user" => new ThreadTime { UserNs = -1 },
            "working" => new ThreadTime { WorkingNs = -1 },
            "waiting" => new ThreadTime { WaitingNs = -1 },
            "idle" => new ThreadTime { IdleNs = -1 },
            "ready" => new ThreadTime { ReadyNs = -1 },
            "unknown" => new ThreadTime { UnknownNs = -1 },
            _ => default,
        };
        var broken = Assert.Throws<InvalidOperationException>(() => Samples.Write([Samples.Of(0, calls)]));
        Assert.StartsWith("interval 1 of the recording: ThreadTime {", broken.Message, StringComparison.Ordinal);
    }
}
