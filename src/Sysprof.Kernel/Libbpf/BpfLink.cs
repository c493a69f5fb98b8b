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
        byte unused;
        using FileDescriptor reader = CreateIterator();
        _ = ReadSome(reader, &unused, 1);
    }

    /// <summary>Runs an iterator's program over everything it iterates, and returns what it wrote.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public byte[] ReadIterator()
    {
        using FileDescriptor reader = CreateIterator();
        var written = new ArrayBufferWriter<byte>(ReadBytes);
        while (true)
        {
            Span<byte> space = written.GetSpan(ReadBytes);
            fixed (byte* start = space)
            {
                int count = ReadSome(reader, start, space.Length);
                if (count == 0)
                {
                    return written.WrittenSpan.ToArray();
                }

                written.Advance(count);
            }
        }
    }

    private FileDescriptor CreateIterator()
    {
        int fd = LibBpf.bpf_iter_create(LibBpf.bpf_link__fd(handle));
        return fd < 0 ? throw new Win32Exception(-fd, "creating an iterator") : new FileDescriptor(fd);
    }

    private static int ReadSome(FileDescriptor reader, byte* buffer, int bytes)
    {
        while (true)
        {
            nint count = LibC.Read(reader.Number, buffer, (nuint)bytes);
            if (count >= 0)
            {
                return (int)count;
            }

            // EAGAIN: the kernel stopped after a million tasks and goes on from there (kernel/bpf/bpf_iter.c).
            int error = Marshal.GetLastPInvokeError();
            if (error is not (Errno.Again or Errno.Interrupted))
            {
                throw new Win32Exception(error, "running an iterator");
            }
        }
    }

    protected override bool ReleaseHandle() => LibBpf.bpf_link__destroy(handle) == 0;
}
