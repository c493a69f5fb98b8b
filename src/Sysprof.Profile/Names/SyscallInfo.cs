namespace Sysprof.Profile.Names;

/// <summary>What is known of one system call besides its number.</summary>
public sealed record SyscallInfo
{
    /// <summary>The kernel's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>strace's classes that it is in.</summary>
    public SyscallClasses Classes { get; init; }

    /// <summary>
    /// Whether a successful result is a length in bytes. Of data moved, mostly: the xattr calls also return the length
    /// needed when asked with a buffer of 0, and a receive with MSG_TRUNC the length of the whole message.
    /// </summary>
    public bool ReturnsBytes { get; init; }

    /// <summary>The argument that says most about a call: 1 to 6, or 0 when none does.</summary>
    public int Argument { get; init; }

    /// <summary>What that argument is; <see cref="ArgumentKind.None"/> exactly when there is none.</summary>
    public ArgumentKind ArgumentKind { get; init; }

    /// <summary>
    /// Whether that argument is a command for the descriptor in the first: then both are kept, 16 bits each, the descriptor above.
    /// </summary>
    public bool CommandsDescriptor =>
        ArgumentKind is ArgumentKind.FcntlCommand or ArgumentKind.IoctlRequest or ArgumentKind.EpollOperation;

    /// <summary>Whether it ends the thread, so that no result is ever seen.</summary>
    public bool NeverReturns { get; init; }

    /// <summary>
    /// Whether its purpose is to wait: for time, readiness, a connection, a signal or a child. A long one is idleness,
    /// not slowness. Calls that only sometimes wait, such as read, are not marked; nor is futex, whose wait may be a
    /// contended lock.
    /// </summary>
    public bool IdleWait { get; init; }

    /// <summary>Of those with <see cref="ReturnsBytes"/>, whether they go out from the program; the others come in.</summary>
    public bool SendsBytes { get; init; }

    /// <summary>Whether a successful result is a descriptor that was not open before.</summary>
    public bool OpensDescriptor { get; init; }

    /// <summary>Whether it waits for descriptors to be ready, and a result of 0 says that none was.</summary>
    public bool WaitsForReadiness { get; init; }
}
