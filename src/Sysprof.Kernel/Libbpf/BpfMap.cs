using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary>A map of a <see cref="BpfObject"/>; good as long as that is.</summary>
internal readonly unsafe struct BpfMap(nint map)
{
    /// <summary>Its descriptor; after <see cref="BpfObject.Load"/>.</summary>
    public int Fd => LibBpf.bpf_map__fd(map);

    /// <summary>How many entries (for a ring: bytes) it has; before <see cref="BpfObject.Load"/>.</summary>
    public void SetMaxEntries(uint entries)
    {
        int result = LibBpf.bpf_map__set_max_entries(map, entries);
        if (result < 0)
        {
            throw new Win32Exception(-result, $"giving a map {entries} entries");
        }
    }

    /// <summary>Sets an entry. Returns false where the map is full.</summary>
    /// <exception cref="Win32Exception">The kernel refused for another reason.</exception>
    public bool TrySet<TKey, TValue>(TKey key, TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        const int tooBig = 7; // E2BIG: kernel/bpf/hashtab.c
        int result = LibBpf.bpf_map_update_elem(Fd, &key, &value, 0);
        return result switch
        {
            0 => true,
            -tooBig => false,
            _ => throw new Win32Exception(-result, "writing to a map"),
        };
    }

    /// <summary>Reads an entry of an array.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public TValue Get<TValue>(uint key)
        where TValue : unmanaged
    {
        TValue value;
        int result = LibBpf.bpf_map_lookup_elem(Fd, &key, &value);
        return result < 0 ? throw new Win32Exception(-result, "reading a map") : value;
    }

    /// <summary>Reads what each CPU has under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="perCpu">As long as the machine may have CPUs; the kernel rounds values up to eight bytes.</param>
    public void GetPerCpu<TValue>(uint key, Span<TValue> perCpu)
        where TValue : unmanaged
    {
        if (Unsafe.SizeOf<TValue>() % 8 != 0 || perCpu.Length < LibBpf.libbpf_num_possible_cpus())
        {
            throw new ArgumentException("too short for what the kernel writes", nameof(perCpu));
        }

        fixed (TValue* values = perCpu)
        {
            int result = LibBpf.bpf_map_lookup_elem(Fd, &key, values);
            if (result < 0)
            {
                throw new Win32Exception(-result, "reading a map");
            }
        }
    }
}
