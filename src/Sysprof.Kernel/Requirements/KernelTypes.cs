using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;

namespace Sysprof.Kernel.Requirements;

/// <summary>The kernel's own description of its types and functions (BTF).</summary>
internal sealed class KernelTypes() : SafeHandle(0, ownsHandle: true)
{
    private const uint KindStruct = 4;
    private const uint KindTypedef = 8;
    private const uint KindFunction = 12;

    public override bool IsInvalid => handle == 0;

    /// <summary>Reads a BTF file; null when it is none or cannot be read. The reason is then in errno.</summary>
    public static KernelTypes? Read(string path)
    {
        LibbpfLog.Install();
        nint btf = LibBpf.btf__parse(path, 0);
        if (btf == 0)
        {
            return null;
        }

        var types = new KernelTypes();
        types.SetHandle(btf);
        return types;
    }

    /// <summary>Whether programs can be attached to a tracepoint by its types (<c>tp_btf</c>).</summary>
    public bool HasTracepoint(string name) => Has("btf_trace_" + name, KindTypedef);

    /// <summary>Whether there is an iterator, with the context that its programs get.</summary>
    public bool HasIterator(string name) => Has("bpf_iter_" + name, KindFunction) && Has("bpf_iter__" + name, KindStruct);

    protected override bool ReleaseHandle()
    {
        LibBpf.btf__free(handle);
        return true;
    }

    private bool Has(string name, uint kind) => LibBpf.btf__find_by_name_kind(handle, name, kind) > 0;
}
