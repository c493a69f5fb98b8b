using System.Globalization;
using System.Runtime.InteropServices;
using Sysprof.KernelTests.Children;
using Xunit;

namespace Sysprof.KernelTests.Leaks;

/// <summary>
/// The BPF programs, maps, links and types that a process holds, by the ids that the kernel gives each but once in a
/// long time. Others on the machine may hold some of their own.
/// </summary>
internal sealed class KernelObjects
{
    private const int NoEntry = 2;

    private readonly IReadOnlyList<(string Kind, uint Id)> _ids;

    private KernelObjects(IReadOnlyList<(string Kind, uint Id)> ids) => _ids = ids;

    /// <summary>Those of a process, from what /proc says of its descriptors.</summary>
    public static KernelObjects Of(int tgid)
    {
        var ids = new List<(string, uint)>();
        foreach (string file in Directory.EnumerateFiles($"/proc/{tgid}/fdinfo"))
        {
            foreach (string line in Lines(file))
            {
                string[] parts = line.Split(":\t");
                if (parts[0] is "prog_id" or "map_id" or "link_id" or "btf_id")
                    ids.Add((parts[0], uint.Parse(parts[1], CultureInfo.InvariantCulture)));
            }
        }

        return new KernelObjects([.. ids.Distinct()]);
    }

    /// <summary>A session holds some of each kind.</summary>
    public void AssertAny() => Assert.Equal(
        ["link_id", "map_id", "prog_id"], _ids.Select(id => id.Kind).Where(kind => kind != "btf_id").Distinct().Order());

    /// <summary>Returns when the kernel has freed them all, which it does some time after the last was let go.</summary>
    public Task AreGone() => Condition.Becomes(() => _ids.All(id => IsGone(id.Kind, id.Id)));

    private static bool IsGone(string kind, uint id)
    {
        int fd = kind switch
        {
            "prog_id" => ProgramById(id),
            "map_id" => MapById(id),
            "link_id" => LinkById(id),
            _ => TypesById(id),
        };
        if (fd < 0)
            return fd == -NoEntry ? true : throw new InvalidOperationException($"looking at {kind} {id}: errno {-fd}");
        _ = Close(fd);
        return false;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // The descriptor was that of this very look, or another thread's: closed meanwhile.
            return [];
        }
    }

    [DllImport("libbpf.so.1", EntryPoint = "bpf_prog_get_fd_by_id")]
    private static extern int ProgramById(uint id);

    [DllImport("libbpf.so.1", EntryPoint = "bpf_map_get_fd_by_id")]
    private static extern int MapById(uint id);

    [DllImport("libbpf.so.1", EntryPoint = "bpf_link_get_fd_by_id")]
    private static extern int LinkById(uint id);

    [DllImport("libbpf.so.1", EntryPoint = "bpf_btf_get_fd_by_id")]
    private static extern int TypesById(uint id);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int fd);
}
