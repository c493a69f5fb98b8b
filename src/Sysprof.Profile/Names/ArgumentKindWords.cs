namespace Sysprof.Profile.Names;

/// <summary>The words that the tables of this folder have for kinds of arguments.</summary>
internal static class ArgumentKindWords
{
    /// <summary>The kind that a word stands for, or null when it is none of them.</summary>
    public static ArgumentKind? Find(ReadOnlySpan<char> word) => word switch
    {
        "none" => ArgumentKind.None,
        "fd" => ArgumentKind.Descriptor,
        "dirfd" => ArgumentKind.DirectoryDescriptor,
        "futex_op" => ArgumentKind.FutexOperation,
        "fcntl_cmd" => ArgumentKind.FcntlCommand,
        "ioctl_cmd" => ArgumentKind.IoctlRequest,
        "epoll_op" => ArgumentKind.EpollOperation,
        "timeout_ms" => ArgumentKind.TimeoutMs,
        "seconds" => ArgumentKind.Seconds,
        "family" => ArgumentKind.SocketFamily,
        "signal" => ArgumentKind.Signal,
        "bytes" => ArgumentKind.Bytes,
        "count" => ArgumentKind.Count,
        "pid" => ArgumentKind.Process,
        "ipc_id" => ArgumentKind.IpcId,
        "clock" => ArgumentKind.Clock,
        "clone_flags" => ArgumentKind.CloneFlags,
        "advice" => ArgumentKind.MemoryAdvice,
        "resource" => ArgumentKind.Resource,
        "prctl_option" => ArgumentKind.PrctlOption,
        "arch_prctl_code" => ArgumentKind.ArchPrctlCode,
        "ptrace_request" => ArgumentKind.PtraceRequest,
        "bpf_cmd" => ArgumentKind.BpfCommand,
        "keyctl_cmd" => ArgumentKind.KeyctlCommand,
        "seccomp_op" => ArgumentKind.SeccompOperation,
        "membarrier_cmd" => ArgumentKind.MembarrierCommand,
        "socket_call" => ArgumentKind.SocketCall,
        "ipc_call" => ArgumentKind.IpcCall,
        "exit_status" => ArgumentKind.ExitStatus,
        _ => null,
    };
}
