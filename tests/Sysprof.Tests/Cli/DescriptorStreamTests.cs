using System.IO.Pipes;
using System.Runtime.InteropServices;
using Sysprof.Cli.Terminal;
using Xunit;

namespace Sysprof.Tests.Cli;

/// <summary>A descriptor that others write to, too: what the shell redirects for several commands.</summary>
public sealed class DescriptorStreamTests : IDisposable
{
    private const int BadDescriptor = 9; // EBADF
    private const int BrokenPipe = 32; // EPIPE

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_others_write_in_between_is_not_overwritten()
    {
        using FileStream file = OpenShared();
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        int shared = Duplicate(descriptor);
        try
        {
            using var ours = new DescriptorStream(descriptor);
            using var theirs = new DescriptorStream(shared);
            ours.Write("one\n"u8);
            theirs.Write("two\n"u8);
            ours.Write("three\n"u8);
        }
        finally
        {
            _ = Close(shared);
        }

        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(_path));
    }

    [Fact]
    public void It_leaves_the_descriptor_open()
    {
        using FileStream file = OpenShared();
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        new DescriptorStream(descriptor).Dispose();
        using var again = new DescriptorStream(descriptor);
        again.Write([1, 2, 3], 1, 2);

        Assert.Equal([2, 3], File.ReadAllBytes(_path));
    }

    [Fact]
    public void What_the_kernel_refuses_is_an_error_with_its_number()
    {
        using var closed = new DescriptorStream(-1);

        Assert.Equal(BadDescriptor, Assert.Throws<IOException>(() => closed.Write("x"u8)).HResult);
    }

    [Theory]
    [InlineData(nameof(Refusals.Told), BrokenPipe)]
    [InlineData(nameof(Refusals.ReaderMayGo), null)]
    [InlineData(nameof(Refusals.Ignored), null)]
    public void That_the_reader_of_a_pipe_has_gone_is_an_error_unless_it_may_go(string refusals, int? told)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var stream = new DescriptorStream(
            (int)pipe.ClientSafePipeHandle.DangerousGetHandle(), Enum.Parse<Refusals>(refusals));
        pipe.SafePipeHandle.Dispose();

        Assert.Equal(told, (Record.Exception(() => stream.Write("x"u8)) as IOException)?.HResult);
    }

    [Fact]
    public void What_nobody_can_be_told_of_is_no_error()
    {
        using var closed = new DescriptorStream(-1, Refusals.Ignored);

        closed.Write("x"u8);
    }

    private FileStream OpenShared() =>
        new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    [DllImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
