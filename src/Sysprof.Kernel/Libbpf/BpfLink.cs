using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Libbpf;

/// <summary>A program attached to something; disposing it detaches the program.</summary>
internal sealed unsafe class BpfLink() : SafeHandle(0, ownsHandle: true)
{
    // More than the kernel hands out at once: eight pages (kernel/bpf/bpf_iter.c).
    private const int ReadBytes = 1 << 16;

    public BpfLink(nint link)
        : this()
    {
        SetHandle(link);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Runs an iterator's program over everything it iterates. It writes nothing to its reader.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public void RunIterator()
    {
        int fd = LibBpf.bpf_iter_create(LibBpf.bpf_link__fd(handle));
        if (fd < 0)
        {
            throw new Win32Exception(-fd, "creating an iterator");
        }

        using var reader = new FileDescriptor(fd);
        byte unused;
        while (LibC.Read(fd, &unused, 1) < 0)
        {
            // EAGAIN: the kernel stopped after a million tasks and goes on from there (kernel/bpf/bpf_iter.c).
            int error = Marshal.GetLastPInvokeError();
            if (error is not (Errno.Again or Errno.Interrupted))
            {
                throw new Win32Exception(error, "running an iterator");
            }
        }
    }

    /// <summary>Runs an iterator's program and hands out what it writes.</summary>
    /// <param name="take">
    /// Takes what is there and returns how many bytes of it; the rest comes again with more behind it.
    /// </param>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">What was written ends in the midst of something.</exception>
    public void ReadIterator(Func<ReadOnlySpan<byte>, int> take)
    {
        int fd = LibBpf.bpf_iter_create(LibBpf.bpf_link__fd(handle));
        if (fd < 0)
        {
            throw new Win32Exception(-fd, "creating an iterator");
        }

        using var reader = new FileDescriptor(fd);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        int held = 0;
        while (ReadSome(fd, buffer.AsSpan(held)) is > 0 and var read)
        {
            held += read;
            int taken = take(buffer.AsSpan(0, held));
            buffer.AsSpan(taken, held - taken).CopyTo(buffer);
            held -= taken;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (held > 0)
        {
            throw new InvalidDataException($"an iterator ended with {held} bytes too few or too many");
        }
    }

    /// <summary>Reads until there is something; 0 at the end.</summary>
    private static int ReadSome(int fd, Span<byte> into)
    {
        fixed (byte* start = into)
        {
            while (true)
            {
                nint read = LibC.Read(fd, start, (nuint)into.Length);
                int error = Marshal.GetLastPInvokeError();
                if (read >= 0)
                {
                    return (int)read;
                }

                if (error is not (Errno.Again or Errno.Interrupted))
                {
                    throw new Win32Exception(error, "running an iterator");
                }
            }
        }
    }

    protected override bool ReleaseHandle() => LibBpf.bpf_link__destroy(handle) == 0;
}
