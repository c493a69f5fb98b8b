namespace Sysprof.Profile.Names;

/// <summary>What the argument that says most about a call means.</summary>
public enum ArgumentKind
{
    /// <summary>No argument helps: pointers, or none at all.</summary>
    None = 0,

    /// <summary>A file descriptor.</summary>
    Descriptor,

    /// <summary>The descriptor of the directory that a name starts from, or AT_FDCWD (-100).</summary>
    DirectoryDescriptor,

    /// <summary>A futex operation (FUTEX_WAIT…), with its flags in bits 7 and 8.</summary>
    FutexOperation,

    /// <summary>A command of fcntl (F_GETFL…).</summary>
    FcntlCommand,

    /// <summary>A request of ioctl.</summary>
    IoctlRequest,

    /// <summary>An operation of epoll_ctl (EPOLL_CTL_ADD…).</summary>
    EpollOperation,

    /// <summary>A timeout in milliseconds; negative: without end.</summary>
    TimeoutMs,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>An address family (AF_INET…).</summary>
    SocketFamily,

    /// <summary>A signal's number.</summary>
    Signal,

    /// <summary>A length in bytes.</summary>
    Bytes,

    /// <summary>How many entries, requests or descriptors.</summary>
    Count,

    /// <summary>A process or thread id; some calls give 0, -1 and other negative numbers a meaning.</summary>
    Process,

    /// <summary>The id of a System V queue, semaphore set or shared memory segment.</summary>
    IpcId,

    /// <summary>A clock (CLOCK_MONOTONIC…).</summary>
    Clock,

    /// <summary>CLONE_* bits; those of clone carry a signal in the lowest byte.</summary>
    CloneFlags,

    /// <summary>An advice of madvise (MADV_DONTNEED…).</summary>
    MemoryAdvice,

    /// <summary>A resource limit (RLIMIT_NOFILE…).</summary>
    Resource,

    /// <summary>An option of prctl (PR_SET_NAME…).</summary>
    PrctlOption,

    /// <summary>A code of arch_prctl (ARCH_SET_FS…).</summary>
    ArchPrctlCode,

    /// <summary>A request of ptrace.</summary>
    PtraceRequest,

    /// <summary>A command of bpf.</summary>
    BpfCommand,

    /// <summary>A command of keyctl.</summary>
    KeyctlCommand,

    /// <summary>An operation of seccomp.</summary>
    SeccompOperation,

    /// <summary>A command of membarrier.</summary>
    MembarrierCommand,

    /// <summary>The call inside socketcall (1 is socket, 2 bind, …).</summary>
    SocketCall,

    /// <summary>The call inside ipc (1 is semop, 2 semget, …).</summary>
    IpcCall,

    /// <summary>The status that a thread or process ends with.</summary>
    ExitStatus,
}
