using System.IO.Pipes;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

public sealed class RecordingFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;

    private string Rec => Path.Combine(_directory, "x.rec");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Every_interval_is_in_the_file_before_the_next_one()
    {
        using var writer = new RecordingWriter(ForWriting(Rec), Rec, Samples.Run);
        int written = 0;
        foreach (Interval interval in Samples.Three())
        {
            writer.Write(interval);
            using RecordingReader reader = RecordingReader.Open(Rec);
            Assert.Equal(IntervalText.Of(Samples.Three()[..++written]), IntervalText.Of(reader.ReadIntervals()));
            Assert.Equal(RecordingState.CutOff, reader.End.State);
            Assert.Equal("the closing chunk is missing", reader.End.Detail);
            Assert.Equal(new FileInfo(Rec).Length, writer.Bytes);
        }

        writer.Close();
        Assert.Equal(Samples.Write(Samples.Three()), File.ReadAllBytes(Rec));
    }

    [Fact]
    public void Where_nothing_can_be_read_it_says_why()
    {
        File.WriteAllText(Rec, "PID TID\n");
        Says(Rec, "not a sysprof recording");
        Says(_directory, "is a directory");
        Says(_directory + "/none", "no such file or directory");
        Says("/dev/null", "the file is empty");
        Says("", "not a file name");
        Says("a\0b", "not a file name");
        // An input error is told from damage.
        Says("/proc/self/mem", "input/output error");

        static void Says(string file, string reason) => Assert.Equal(
            $"reading {file}: {reason}", Assert.Throws<SysprofException>(() => RecordingReader.Open(file)).Message);
    }

    [Fact]
    public void A_full_device_is_no_space_left()
    {
        SysprofException full = Assert.Throws<SysprofException>(
            () => new RecordingWriter(ForWriting("/dev/full"), "/dev/full", Samples.Run));

        Assert.Equal("writing /dev/full: no space left on device", full.Message);
        Assert.Equal("0 intervals (0.0 s) saved", full.Hint);
    }

    [Fact]
    public void A_pipe_carries_one()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var end = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        using (var writer = new RecordingWriter(pipe, "-", Samples.Run))
        {
            writer.Write(Samples.Three()[0]);
            writer.Close();
        }

        using var reader = new RecordingReader(end, "-");
        Assert.Single(reader.ReadIntervals());
        Assert.Equal(RecordingState.Whole, reader.End.State);
    }

    private static FileStream ForWriting(string file) =>
        new(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
