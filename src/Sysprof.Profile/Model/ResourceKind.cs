namespace Sysprof.Profile.Model;

/// <summary>What a descriptor refers to. The values are those of recordings.</summary>
public enum ResourceKind
{
    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A character device: a terminal, /dev/null.</summary>
    CharacterDevice = 3,

    /// <summary>A block device.</summary>
    BlockDevice = 4,

    /// <summary>A pipe, with a name or without.</summary>
    Pipe = 5,

    /// <summary>A socket of whatever family.</summary>
    Socket = 6,

    /// <summary>What the kernel made without a file: an epoll, an eventfd, a timerfd.</summary>
    Anonymous = 7,

    /// <summary>Open, but it could not be found out what it is.</summary>
    Unresolved = 8,

    /// <summary>Nothing: the descriptor was not open (EBADF).</summary>
    NotOpen = 9,

    /// <summary>One of those beyond the number that are kept apart.</summary>
    Other = 10,
}
