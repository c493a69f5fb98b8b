using System.Diagnostics;
using System.Runtime.Versioning;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

[SupportedOSPlatform("linux")]
public sealed class RecordingFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;

    private string Rec => Path.Combine(_directory, "x.rec");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_recording_is_for_its_owner_alone_and_reads_back()
    {
        WriteThree(force: false);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Rec));
        Assert.Equal(Samples.Write(Samples.Three()), File.ReadAllBytes(Rec));
        using RecordingReader reader = RecordingReader.Open(Rec);
        Assert.Equal(IntervalText.Of(Samples.Three()), IntervalText.Of(reader.ReadIntervals()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("something longer than a recording of nothing would be")]
    public void What_is_there_is_overwritten_by_force_alone(string content)
    {
        File.WriteAllText(Rec, content);
        File.SetUnixFileMode(Rec, (UnixFileMode)0x1A4);

        SysprofException e = Assert.Throws<SysprofException>(() => WriteThree(force: false));

        Assert.Equal($"writing {Rec}: it exists already", e.Message);
        Assert.Equal("overwrite it with --force", e.Hint);
        Assert.Equal(ExitCode.Failure, e.ExitCode);
        Assert.Equal(content, File.ReadAllText(Rec));

        WriteThree(force: true);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Rec));
        Assert.Equal(Samples.Write(Samples.Three()), File.ReadAllBytes(Rec));
    }

    [Fact]
    public void Every_interval_is_in_the_file_before_the_next_one()
    {
        using RecordingWriter writer = RecordingWriter.Create(Rec, Samples.Run, force: false);
        int written = 0;
        foreach (Interval interval in Samples.Three())
        {
            writer.Write(interval);
            using RecordingReader reader = RecordingReader.Open(Rec);
            Assert.Equal(++written, reader.ReadIntervals().Count());
            Assert.Equal(RecordingState.CutOff, reader.End.State);
            Assert.Equal("the closing chunk is missing", reader.End.Detail);
            Assert.Equal(new FileInfo(Rec).Length, writer.Bytes);
        }
    }

    [Fact]
    public void A_recording_without_an_interval_leaves_no_new_file_unless_it_was_closed()
    {
        RecordingWriter.Create(Rec, Samples.Run, force: false).Dispose();
        Assert.False(File.Exists(Rec));

        using (RecordingWriter writer = RecordingWriter.Create(Rec, Samples.Run, force: false))
        {
            writer.Close();
        }

        Assert.True(File.Exists(Rec));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_says_why()
    {
        File.WriteAllText(Path.Combine(_directory, "file"), "");
        Says($"writing {_directory}: is a directory", _directory);
        Says("missing/x.rec: no such directory", Path.Combine(_directory, "missing", "x.rec"));
        Says("file/x.rec: no such directory", Path.Combine(_directory, "file", "x.rec"));
        Says("writing : not a file name", "");
        Says("not a file name", "a\0b");
        Says(": the name is too long", Path.Combine(_directory, new string('x', 300)));

        static void Says(string message, string file)
        {
            SysprofException e = Assert.Throws<SysprofException>(
                () => RecordingWriter.Create(file, Samples.Run, force: false));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
            e = Assert.Throws<SysprofException>(() => RecordingReader.Open(file));
            Assert.StartsWith("reading ", e.Message);
        }
    }

    [Fact]
    public void Where_nothing_can_be_read_it_says_why()
    {
        File.WriteAllText(Rec, "PID TID\n");
        Says($"reading {Rec}: not a sysprof recording", Rec);
        Says($"reading {_directory}: is a directory", _directory);
        Says($"reading {_directory}/none: no such file", _directory + "/none");
        Says("reading /dev/null: the file is empty", "/dev/null");

        static void Says(string message, string file) =>
            Assert.Equal(message, Assert.Throws<SysprofException>(() => RecordingReader.Open(file)).Message);
    }

    /// <summary>A file of sysfs that nobody may write, root neither.</summary>
    [Fact]
    public void Forbidden_files_are_permission_denied()
    {
        foreach (bool force in new[] { false, true })
        {
            SysprofException e = Assert.Throws<SysprofException>(
                () => RecordingWriter.Create("/sys/kernel/notes", Samples.Run, force));
            Assert.Matches("^writing /sys/kernel/notes: (permission denied|read-only file system|it exists already)$", e.Message);
        }

        Assert.Equal("permission denied", FileFault.Reason(new UnauthorizedAccessException()));
    }

    [Fact]
    public void An_input_error_is_told_from_damage() => Assert.Equal(
        "reading /proc/self/mem: input/output error",
        Assert.Throws<SysprofException>(() => RecordingReader.Open("/proc/self/mem")).Message);

    [Fact]
    public void A_full_device_is_no_space_left()
    {
        SysprofException e = Assert.Throws<SysprofException>(
            () => RecordingWriter.Create("/dev/full", Samples.Run, force: false));

        Assert.Equal("writing /dev/full: no space left on device", e.Message);
        Assert.Equal("0 intervals (0.0 s) saved", e.Hint);
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void Devices_and_pipes_need_no_force()
    {
        using (RecordingWriter writer = RecordingWriter.Create("/dev/null", Samples.Run, force: false))
        {
            writer.Write(Samples.Three()[0]);
            writer.Close();
        }

        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var end = new System.IO.Pipes.AnonymousPipeClientStream(
            System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle);
        using (var writer = new RecordingWriter(pipe, "-", Samples.Run))
        {
            writer.Write(Samples.Three()[0]);
            writer.Close();
        }

        using var reader = new RecordingReader(end, "-");
        Assert.Single(reader.ReadIntervals());
        Assert.Equal(RecordingState.Whole, reader.End.State);
    }

    /// <summary>Opened twice, it would show its reader an end before the beginning.</summary>
    [Fact]
    public async Task A_named_pipe_is_written_from_its_first_byte()
    {
        string pipe = Path.Combine(_directory, "pipe");
        using (Process mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Task<byte[]> read = Task.Run(() => File.ReadAllBytes(pipe), TestContext.Current.CancellationToken);
        using (RecordingWriter writer = RecordingWriter.Create(pipe, Samples.Run, force: false))
        {
            writer.Write(Samples.Three()[0]);
            writer.Close();
        }

        Assert.Equal(Samples.Write(Samples.Three()[..1]), await read);
        Assert.True(File.Exists(pipe));
    }

    private void WriteThree(bool force)
    {
        using RecordingWriter writer = RecordingWriter.Create(Rec, Samples.Run, force);
        foreach (Interval interval in Samples.Three())
        {
            writer.Write(interval);
        }

        writer.Close();
    }
}
