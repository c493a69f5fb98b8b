namespace Sysprof.Profile.Findings;

/// <summary>Which calls move data, or take what came.</summary>
internal static class TransferCalls
{
    /// <summary>Take bytes in. Not those that fill a buffer with something else than data: getdents64, readlink.</summary>
    public static readonly HashSet<string> Reads =
        ["read", "readv", "pread64", "preadv", "preadv2", "recvfrom", "recvmsg"];

    /// <summary>Give bytes out.</summary>
    public static readonly HashSet<string> Writes =
        ["write", "writev", "pwrite64", "pwritev", "pwritev2", "sendto", "sendmsg"];

    /// <summary>Take bytes, messages or connections that came.</summary>
    public static readonly HashSet<string> Takes =
        [.. Reads, "recvmmsg", "recvmmsg_time64", "accept", "accept4", "mq_timedreceive", "mq_timedreceive_time64", "msgrcv"];

    /// <summary>Wait until descriptors are ready.</summary>
    public static readonly string[] ReadinessWaits =
        ["epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "select", "pselect6"];
}
