using System.ComponentModel;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Libbpf;

/// <summary>A program attached to something; disposing it detaches the program.</summary>
internal sealed unsafe class BpfLink() : SafeHandle(0, ownsHandle: true)
{
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

    protected override bool ReleaseHandle() => LibBpf.bpf_link__destroy(handle) == 0;
}
