using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Libbpf;

/// <summary>A program attached to something; disposing it detaches the program.</summary>
internal sealed unsafe class BpfLink() : SafeHandle(0, ownsHandle: true)
{
    // What the kernel holds for a reader: eight pages (kernel/bpf/bpf_iter.c).
    private const int ReadBytes = 8 * 4096;

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
        using FileDescriptor reader = CreateIterator();
        _ = ReadSome(reader, stackalloc byte[1]);
    }

    /// <summary>Runs an iterator's program and hands out what it writes.</summary>
    /// <param name="take">
    /// Takes what is there and returns how many bytes of it; the rest comes again with more behind it.
    /// </param>
    /// <param name="goesOn">
    /// Asked after each piece, of 32 KiB at most, and after a million objects of which nothing was written; false leaves out what is
    /// still to come. Null for all.
    /// </param>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">What was written ends in the midst of something.</exception>
    public void ReadIterator(Func<ReadOnlySpan<byte>, int> take, Func<bool>? goesOn = null)
    {
        using FileDescriptor reader = CreateIterator();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * ReadBytes);
        int held = 0;
        while (ReadSome(reader, buffer.AsSpan(held), goesOn) is > 0 and var read)
        {
            held += read;
            int taken = take(buffer.AsSpan(0, held));
            buffer.AsSpan(taken, held - taken).CopyTo(buffer);
            held -= taken;
            if (goesOn?.Invoke() == false)
            {
                held = 0;
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (held > 0)
        {
            throw new InvalidDataException($"an iterator ended with {held} bytes too few or too many");
        }
    }

    private FileDescriptor CreateIterator()
    {
        int fd = LibBpf.bpf_iter_create(LibBpf.bpf_link__fd(handle));
        return fd < 0 ? throw new Win32Exception(-fd, "creating an iterator") : new FileDescriptor(fd);
    }

    /// <summary>Reads until there is something; 0 at the end, and when it does not go on.</summary>
    private static int ReadSome(FileDescriptor reader, Span<byte> into, Func<bool>? goesOn = null)
    {
        fixed (byte* start = into)
        {
            while (true)
            {
                nint count = LibC.Read(reader.Number, start, (nuint)into.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                // EAGAIN: the kernel stopped after a million objects and goes on from there (kernel/bpf/bpf_iter.c).
                int error = Marshal.GetLastPInvokeError();
                if (error is not (Errno.Again or Errno.Interrupted))
                {
                    throw new Win32Exception(error, "running an iterator");
                }

                if (error == Errno.Again && goesOn?.Invoke() == false)
                {
                    return 0;
                }
            }
        }
    }

    protected override bool ReleaseHandle() => LibBpf.bpf_link__destroy(handle) == 0;
}
