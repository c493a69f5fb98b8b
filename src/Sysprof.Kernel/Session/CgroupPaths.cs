using Sysprof.Kernel.Native;
using Sysprof.Kernel.Requirements;

namespace Sysprof.Kernel.Session;

/// <summary>Finds the paths of cgroups by their ids, which are the inode numbers of their directories.</summary>
internal sealed class CgroupPaths
{
    // Cgroups come and go for as long as a run goes on; beyond this it begins anew.
    private const int MostKnown = 10_000;

    private readonly Dictionary<ulong, string> _byId = [];
    private readonly string? _mount;

    public CgroupPaths()
    {
        Mounts = CgroupMounts.Parse(File.ReadLines("/proc/self/mountinfo"));
        _mount = Mounts.Unified;
    }

    /// <summary>What is mounted; on a v1 host no v2 hierarchy.</summary>
    public CgroupMounts Mounts { get; }

    /// <summary>The path of the cgroup a thread is in, below the mount point; "" where it is not known.</summary>
    public string Find(int tid, ulong id)
    {
        if (_byId.TryGetValue(id, out string? known))
        {
            return known;
        }

        // On a v1 host all threads are in the root of a v2 hierarchy that is not mounted: their id tells nothing.
        string? path = ReadOwn(tid);
        if (_mount is null)
        {
            return path ?? "";
        }

        // The thread may be in another one by now.
        bool isRight = path is not null && SysprofNative.Inode(_mount + path) == (long)id;
        path = (isRight ? path : Search(_mount, id)) ?? "";
        if (_byId.Count >= MostKnown)
        {
            _byId.Clear();
        }

        _byId[id] = path;
        return path;
    }

    /// <summary>What /proc says: the line "0::PATH" of the v2 hierarchy, or on a v1 host the first one.</summary>
    private string? ReadOwn(int tid)
    {
        try
        {
            return TaskFiles.CgroupPath(File.ReadAllText($"/proc/{tid}/cgroup"), isUnified: _mount is not null);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Looks for a directory by its inode: the thread is gone, its cgroup may be there still.</summary>
    private static string? Search(string mount, ulong id)
    {
        if (SysprofNative.Inode(mount) == (long)id)
        {
            return "/";
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (string directory in Directory.EnumerateDirectories(mount, "*", options))
        {
            if (SysprofNative.Inode(directory) == (long)id)
            {
                return directory[mount.Length..];
            }
        }

        return null;
    }
}
