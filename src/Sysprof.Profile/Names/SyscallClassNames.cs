namespace Sysprof.Profile.Names;

/// <summary>How the classes are written, without the leading percent sign: in the table and after <c>%</c>.</summary>
internal static class SyscallClassNames
{
    /// <summary>All names, <c>net</c> included.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "desc", "file", "network", "net", "memory", "process", "signal", "ipc", "creds", "clock", "stat", "lstat", "fstat",
        "%stat", "statfs", "fstatfs", "%statfs", "pure",
    ];

    /// <summary>The class of that name, without the leading percent sign.</summary>
    public static bool TryGet(ReadOnlySpan<char> name, out SyscallClasses classes)
    {
        classes = name switch
        {
            "desc" => SyscallClasses.Descriptor,
            "file" => SyscallClasses.File,
            "network" or "net" => SyscallClasses.Network,
            "memory" => SyscallClasses.Memory,
            "process" => SyscallClasses.Process,
            "signal" => SyscallClasses.Signal,
            "ipc" => SyscallClasses.Ipc,
            "creds" => SyscallClasses.Credentials,
            "clock" => SyscallClasses.Clock,
            "stat" => SyscallClasses.Stat,
            "lstat" => SyscallClasses.LinkStat,
            "fstat" => SyscallClasses.DescriptorStat,
            "%stat" => SyscallClasses.AnyStat,
            "statfs" => SyscallClasses.FileSystemStat,
            "fstatfs" => SyscallClasses.DescriptorFileSystemStat,
            "%statfs" => SyscallClasses.AnyFileSystemStat,
            "pure" => SyscallClasses.Pure,
            _ => SyscallClasses.None,
        };
        return classes != SyscallClasses.None;
    }

    /// <summary>
    /// The class that strace still accepts without a percent sign. They win over the ia32 calls <c>ipc</c> and
    /// <c>signal</c>, as in strace.
    /// </summary>
    public static bool TryGetLegacy(string name, out SyscallClasses classes)
    {
        classes = SyscallClasses.None;
        return name is "desc" or "file" or "memory" or "process" or "signal" or "ipc" or "network"
            && TryGet(name, out classes);
    }
}
