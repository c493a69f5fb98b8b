using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

public class FullDiskTests
{
    /// <summary>A disk that is full after any number of bytes: a readable file, and the truth about it.</summary>
    [Fact]
    public void What_was_saved_is_readable_wherever_the_disk_was_full()
    {
        Interval[] intervals = Samples.Three();
        int whole = Samples.Write(intervals).Length;
        var states = new HashSet<RecordingState>();
        for (int room = 0; room < whole; room++)
        {
            using var stream = new FullStream(room);
            SysprofException e = Assert.Throws<SysprofException>(() => WriteAll(stream, intervals));
            Assert.Equal("writing x.rec: no space left on device", e.Message);
            Assert.Equal(ExitCode.Failure, e.ExitCode);
            if (e.Hint == "0 intervals (0.0 s) saved")
            {
                continue;
            }

            (List<Interval> read, RecordingEnd end) = Samples.Read(stream.Content);
            Assert.Equal(IntervalText.Of(intervals.Take(read.Count)), IntervalText.Of(read));
            Assert.Equal($"{read.Count} {(read.Count == 1 ? "interval" : "intervals")} ({read.Count}.0 s) saved", e.Hint);
            Assert.Equal(stream.Content.Length, end.Offset);
            Assert.NotEqual(RecordingState.Damaged, end.State);
            Assert.Equal(end.State == RecordingState.Whole ? "no space left on device" : "", end.StoppedBy);
            states.Add(end.State);
        }

        Assert.Equal([RecordingState.Whole, RecordingState.CutOff], states.Order());
    }

    [Fact]
    public void Nothing_more_is_written_after_that()
    {
        Interval[] intervals = Samples.Three();
        using var stream = new FullStream(Samples.Write(intervals[..1], close: false).Length + 50);
        using var writer = new RecordingWriter(stream, "x.rec", Samples.Run);
        writer.Write(intervals[0]);
        Assert.Throws<SysprofException>(() => writer.Write(intervals[1]));

        Assert.Throws<InvalidOperationException>(() => writer.Write(intervals[1]));
        Assert.Throws<InvalidOperationException>(writer.Close);
        Assert.Equal(
            "x.rec: recording stopped after interval 1: no space left on device",
            Samples.Read(stream.Content).End.Warning("x.rec"));
    }

    private static void WriteAll(Stream stream, Interval[] intervals)
    {
        using var writer = new RecordingWriter(stream, "x.rec", Samples.Run);
        foreach (Interval interval in intervals)
        {
            writer.Write(interval);
        }

        writer.Close();
    }
}
