using System.Runtime.InteropServices;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>Writes to a descriptor that we were given, where others may write too.</summary>
/// <remarks>
/// Not the console's stream, which switches a terminal's keypad to another mode with the first write and leaves it so, and
/// says nothing when the reader of a pipe has gone; and not FileStream, which keeps a place of its own in a file, so that
/// what the shell appends afterwards would overwrite it.
/// </remarks>
/// <param name="descriptor">The descriptor; it stays open.</param>
/// <param name="refusals">Of what is thrown.</param>
internal sealed class DescriptorStream(int descriptor, Refusals refusals = Refusals.Told) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes everything.</summary>
    /// <exception cref="IOException">The kernel refused, and that is told; <see cref="Exception.HResult"/> is the errno.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int errno = TerminalLine.WriteAll(descriptor, buffer);
        bool isTold = refusals switch
        {
            Refusals.Ignored => false,
            Refusals.ReaderMayGo => errno is not (0 or FileErrors.BrokenPipe),
            _ => errno != 0,
        };
        if (isTold)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(errno), errno);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
