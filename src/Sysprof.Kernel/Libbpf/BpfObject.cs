using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Libbpf;

/// <summary>A compiled BPF object: opened, given its knobs, loaded, attached.</summary>
internal sealed unsafe class BpfObject() : SafeHandle(0, ownsHandle: true)
{
    private const uint BtfKindDataSection = 15;

    public override bool IsInvalid => handle == 0;

    /// <summary>Parses an object that is in memory. Nothing reaches the kernel yet.</summary>
    /// <param name="bytes">The object file.</param>
    /// <param name="name">What the kernel shows its maps under.</param>
    /// <param name="btfPath">Where to find the kernel's types instead of /sys/kernel/btf/vmlinux, or null.</param>
    /// <exception cref="Win32Exception">It is no BPF object.</exception>
    public static BpfObject Open(ReadOnlySpan<byte> bytes, string name, string? btfPath)
    {
        LibbpfLog.Install();
        byte* nativeName = Utf8StringMarshaller.ConvertToUnmanaged(name);
        byte* nativePath = Utf8StringMarshaller.ConvertToUnmanaged(btfPath);
        try
        {
            var options = new BpfObjectOpenOptions
            {
                Size = (nuint)sizeof(BpfObjectOpenOptions),
                ObjectName = nativeName,
                BtfPath = nativePath,
            };
            fixed (byte* start = bytes)
            {
                nint opened = LibBpf.bpf_object__open_mem(start, (nuint)bytes.Length, &options);
                if (opened == 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError(), "opening the BPF object");
                }

                var result = new BpfObject();
                result.SetHandle(opened);
                return result;
            }
        }
        finally
        {
            Utf8StringMarshaller.Free(nativeName);
            Utf8StringMarshaller.Free(nativePath);
        }
    }

    /// <summary>Sets a constant of the programs; before <see cref="Load"/>.</summary>
    public void SetKnob<T>(string name, T value)
        where T : unmanaged
    {
        Span<byte> knob = Knob(name);
        if (knob.Length != sizeof(T))
        {
            throw new InvalidOperationException($"knob {name} has {knob.Length} bytes, not {sizeof(T)}");
        }

        MemoryMarshal.Write(knob, in value);
    }

    /// <summary>The bytes of a constant of the programs, to be written before <see cref="Load"/>.</summary>
    public Span<byte> Knob(string name)
    {
        nint btf = LibBpf.bpf_object__btf(handle);
        int section = LibBpf.btf__find_by_name_kind(btf, ".rodata", BtfKindDataSection);
        nuint bytes;
        byte* data = (byte*)LibBpf.bpf_map__initial_value(Find(LibBpf.bpf_object__find_map_by_name, ".rodata"), &bytes);
        BtfType* type = section < 0 ? null : LibBpf.btf__type_by_id(btf, (uint)section);
        if (type is null || data is null)
        {
            throw new InvalidOperationException("the BPF object has no knobs");
        }

        // libbpf has checked the section when it parsed the object: MemberCount variables follow the type.
        var variables = new ReadOnlySpan<BtfVariable>(type + 1, type->MemberCount);
        foreach (BtfVariable variable in variables)
        {
            byte* found = LibBpf.btf__name_by_offset(btf, LibBpf.btf__type_by_id(btf, variable.Type)->NameOffset);
            if (Marshal.PtrToStringUTF8((nint)found) == name && variable.Offset + variable.Bytes <= bytes)
            {
                return new Span<byte>(data + variable.Offset, (int)variable.Bytes);
            }
        }

        throw new InvalidOperationException($"the BPF object has no knob {name}");
    }

    /// <summary>Makes the maps and lets the kernel verify the programs.</summary>
    /// <exception cref="Win32Exception">The kernel refused; <see cref="LibbpfLog"/> has its words.</exception>
    public void Load()
    {
        int result = LibBpf.bpf_object__load(handle);
        if (result < 0)
        {
            throw new Win32Exception(-result, "loading the BPF programs");
        }
    }

    public BpfMap Map(string name) => new(Find(LibBpf.bpf_object__find_map_by_name, name));

    /// <summary>Whether a program is loaded at all; before <see cref="Load"/>.</summary>
    public void SetAutoload(string program, bool autoload) =>
        _ = LibBpf.bpf_program__set_autoload(Program(program), autoload ? (byte)1 : (byte)0);

    /// <summary>Attaches a program to the tracepoint that its section names.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public BpfLink Attach(string program) => LinkOf(program, LibBpf.bpf_program__attach(Program(program)));

    /// <summary>Makes an iterator's program ready to be run by <see cref="BpfLink.RunIterator"/>.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public BpfLink AttachIterator(string program) =>
        LinkOf(program, LibBpf.bpf_program__attach_iter(Program(program), null));

    /// <summary>The same, over the descriptors or threads of one process; null when there is no such process.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public BpfLink? TryAttachIterator(string program, int tgid)
    {
        var info = new BpfIteratorLinkInfo { Tgid = (uint)tgid };
        var options = new BpfIteratorOptions
        {
            Size = (nuint)sizeof(BpfIteratorOptions),
            LinkInfo = &info,
            LinkInfoBytes = (uint)sizeof(BpfIteratorLinkInfo),
        };
        nint link = LibBpf.bpf_program__attach_iter(Program(program), &options);
        return link == 0 && Marshal.GetLastPInvokeError() == Errno.NoProcess ? null : LinkOf(program, link);
    }

    /// <summary>How often the kernel left a program out because it ran already on that CPU.</summary>
    public long RecursionMisses(string program)
    {
        BpfProgramInfo info = default;
        uint bytes = (uint)sizeof(BpfProgramInfo);
        int result = LibBpf.bpf_obj_get_info_by_fd(LibBpf.bpf_program__fd(Program(program)), &info, &bytes);
        return result < 0
            ? throw new Win32Exception(-result, $"reading how often {program} was left out")
            : (long)info.RecursionMisses;
    }

    protected override bool ReleaseHandle()
    {
        LibBpf.bpf_object__close(handle);
        return true;
    }

    private static BpfLink LinkOf(string program, nint link) => link == 0
        ? throw new Win32Exception(Marshal.GetLastPInvokeError(), $"attaching {program}")
        : new BpfLink(link);

    private nint Program(string name) => Find(LibBpf.bpf_object__find_program_by_name, name);

    private nint Find(Func<nint, string, nint> lookUp, string name)
    {
        nint found = lookUp(handle, name);
        return found == 0 ? throw new InvalidOperationException($"the BPF object has no {name}") : found;
    }
}
