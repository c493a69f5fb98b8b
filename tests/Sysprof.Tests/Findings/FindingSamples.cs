using Sysprof.Profile.Model;
using Sysprof.Tests.Export;

namespace Sysprof.Tests.Findings;

/// <summary>Results that something is wrong with.</summary>
internal static class FindingSamples
{
    /// <summary>A server that polls, stands in line, and looks for what is not there; and a client whose peer is down.</summary>
    public static Summary TroubledServer() => new SummaryBuilder()
        .Thread(4121, 4121, "nginx")
        .Part("read", 100_003, 811, errno: "EAGAIN")
        .Part("read", 10_007, 1_709, bytes: 10_240_000)
        .Part("epoll_wait", 409, 28_511_003, Operation.Ready, waits: true)
        .Thread(4121, 4130, "worker-1", "nginx", startNs: 2000)
        .Part("futex", 1009, 1_510_007, Operation.Of(0, Operation.LockBit), waits: true)
        .Part("futex", 1511, 2_003, Operation.Of(1))
        .Thread(4121, 4131, "worker-2", "nginx", startNs: 3000)
        .Part("futex", 997, 1_710_007, Operation.Of(0, Operation.LockBit), waits: true)
        .Part("clock_nanosleep", 6007, 1_058_000, waits: true)
        .Thread(4121, 4132, "worker-3", "nginx", startNs: 4000)
        .Part("openat", 5003, 9_973, errno: "ENOENT")
        .Thread(4121, 4133, "worker-4", "nginx", startNs: 5000)
        .Part("futex", 2, 1_510_007, Operation.Of(0, Operation.LockBit), waits: true)
        .Thread(907, 907, "php\x1b[31m-fpm")
        .Part(
            "connect",
            101,
            41_003,
            resource: new Resource(ResourceKind.Socket, "tcp \u202e10.0.0.1:40000", "10.0.0.5:5432"),
            errno: "ECONNREFUSED")
        .Part("fsync", 101, 2_000_003, waits: true)
        .Part("fsync", 3, 210_000_003, waits: true)
        .Part("write", 50_021, 503, resource: new Resource(ResourceKind.File, "/var/log/php.log"), bytes: 100_042)
        .Thread(911, 911, "old tool")
        .Part("sched_yield", 100_003, 400)
        .Part("gettimeofday", 10_007, 200)
        .Ended()
        .Build();
}
