namespace Sysprof.Profile.Names;

/// <summary>The classes of a system call, the sets that strace calls <c>%file</c>, <c>%network</c> and so on.</summary>
[Flags]
public enum SyscallClasses
{
    /// <summary>In no class.</summary>
    None = 0,

    /// <summary><c>%desc</c>: takes or makes a file descriptor.</summary>
    Descriptor = 1 << 0,

    /// <summary><c>%file</c>: takes a file name.</summary>
    File = 1 << 1,

    /// <summary><c>%network</c>, also <c>%net</c>: sockets.</summary>
    Network = 1 << 2,

    /// <summary><c>%memory</c>: memory mappings.</summary>
    Memory = 1 << 3,

    /// <summary><c>%process</c>: start, end and wait for processes.</summary>
    Process = 1 << 4,

    /// <summary><c>%signal</c>: signals.</summary>
    Signal = 1 << 5,

    /// <summary><c>%ipc</c>: System V IPC.</summary>
    Ipc = 1 << 6,

    /// <summary><c>%creds</c>: user and group ids, capabilities.</summary>
    Credentials = 1 << 7,

    /// <summary><c>%clock</c>: read or set the system's clocks.</summary>
    Clock = 1 << 8,

    /// <summary><c>%stat</c>: stat and its variants by name.</summary>
    Stat = 1 << 9,

    /// <summary><c>%lstat</c>: lstat and its variants.</summary>
    LinkStat = 1 << 10,

    /// <summary><c>%fstat</c>: fstat, fstatat, statx and variants.</summary>
    DescriptorStat = 1 << 11,

    /// <summary><c>%%stat</c>: everything that asks for the state of a file.</summary>
    AnyStat = 1 << 12,

    /// <summary><c>%statfs</c>: statfs and its variants.</summary>
    FileSystemStat = 1 << 13,

    /// <summary><c>%fstatfs</c>: fstatfs and its variants.</summary>
    DescriptorFileSystemStat = 1 << 14,

    /// <summary><c>%%statfs</c>: everything that asks for the state of a file system.</summary>
    AnyFileSystemStat = 1 << 15,

    /// <summary><c>%pure</c>: without arguments, always successful.</summary>
    Pure = 1 << 16,
}
