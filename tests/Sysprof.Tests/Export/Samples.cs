using Sysprof.Profile.Model;

namespace Sysprof.Tests.Export;

/// <summary>Results that several tests look at.</summary>
internal static class Samples
{
    /// <summary>A small web server with two workers, a thread that ended and one that only waits.</summary>
    public static Summary WebServer() => new SummaryBuilder()
        .Thread(4121, 4121, "nginx", cgroup: "/system.slice/nginx.service")
        .Runs(ProgramKind.Nginx, "nginx", "1.22.1")
        .Calls("epoll_wait", 409, 28_511_003, waits: true)
        .Calls("accept4", 409, 3_271)
        .Calls("write", 1009, 45_613)
        .Calls("write", 1, 1_230_417, waits: true)
        .Bytes("write", 4_132_864)
        .InFlight("epoll_wait", 12_400_000)
        .Thread(4121, 4130, "worker-1", "nginx", "/system.slice/nginx.service", 2000)
        .Runs(ProgramKind.Nginx, "nginx", "1.22.1")
        .Calls("read", 458, 1_709)
        .Calls("read", 457, 811)
        .Errors("read", "EAGAIN", 457)
        .Bytes("read", 1_875_968)
        .Calls("futex", 31, 310_000_019, waits: true)
        .Restarted("futex", 2)
        .Calls("openat", 23, 9_973)
        .Errors("openat", "ENOENT", 17)
        .Errors("openat", "EACCES", 6)
        .InFlight("futex", 12_400_000_000)
        .Thread(4121, 4131, "worker-2", "nginx", "/system.slice/nginx.service", 3000)
        .Runs(ProgramKind.Nginx, "nginx", "1.22.1")
        .Calls("futex", 2, 1_000_000_007, waits: true)
        .NeverReturns("exit")
        .Ended()
        .Thread(907, 907, "php\x1b[31m-fpm", cgroup: "/system.slice/php.service")
        .InFlight("accept4", SummaryBuilder.EndNs - SummaryBuilder.StartNs, beforeStart: true)
        .Thread(911, 911, "old32", cgroup: "/")
        .Runs(ProgramInfo.Unknown)
        .Calls("getpid", 1009, 167, abi: SyscallAbi.Ia32)
        .Calls(new CallKey(SyscallAbi.X64, 9999), 3, 251)
        .NeverReturns("exit_group")
        .Ended()
        .Timed(SummaryBuilder.EndNs, SummaryBuilder.EndNs - SummaryBuilder.StartNs)
        .Build(ledger => ledger with { Denied = 3, OpenAtStart = 2 });

    /// <summary>A run that lost calls and whose account is wrong and open.</summary>
    public static Summary Broken() => new SummaryBuilder()
        .Thread(71, 71, "busy")
        .Calls("getppid", 1_000_003, 167)
        .Lost(12_345)
        .Build(ledger => ledger with
        {
            Entered = ledger.Entered + 5,
            CarriedIn = 1,
            LostNoMemory = 1009,
            LostEntries = 23,
            LostExits = 7,
            Skipped = 7,
            Closed = false,
        });
}
