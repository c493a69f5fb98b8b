using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Sysprof.Tests.Export;

namespace Sysprof.Tests.Top;

/// <summary>
/// A machine with a web server, second by second: threads that work, wait since long ago, end; calls that fail, become
/// slower and get lost; names that want to do harm.
/// </summary>
internal static class WebServer
{
    /// <summary>Threads that are in one call from beginning to end, or come back to it.</summary>
    private const int Waiting = 5;

    private const long Second = 1_000_000_000;
    private const int FirstLoss = 7;
    private const int EndOfWorker = 10;
    private const string Nginx = "/system.slice/nginx.service";

    private static readonly ProgramInfo s_nginx = new(ProgramKind.Nginx, "nginx", "1.22.1");
    private static readonly ProgramInfo s_redis = new(ProgramKind.Redis, "redis", "7.0.15");

    public static readonly RunInfo Run = new()
    {
        Host = "web-1",
        Kernel = "6.18.1",
        Architecture = "x86_64",
        Start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        StartNs = SummaryBuilder.StartNs,
        Target = "the machine",
        Syscalls = "",
        NsPerCall = 269.4,
        Version = "0.1.0",
    };

    /// <summary>Writes a recording whose last interval took a quarter longer than it was meant to.</summary>
    public static void Record(string file, int intervals)
    {
        using var writer = new RecordingWriter(File.Create(file), file, Run);
        for (int second = 0; second < intervals; second++)
        {
            writer.Write(Interval(second, isLong: second == intervals - 1));
        }

        writer.Close();
    }

    /// <summary>One interval, 0 for the first.</summary>
    public static Interval Interval(int second, bool isLong = false)
    {
        long start = At(second);
        long end = start + (isLong ? Second * 5 / 4 : Second);
        var builder = new SummaryBuilder();
        AddNginx(builder, second, end);
        AddRedis(builder, second, end);
        AddOthers(builder, second, end);
        bool isFirst = second == 0;
        return builder.Timed(end, end - start).BuildInterval(start, end, 3_000_000, ledger => ledger with
        {
            CarriedIn = isFirst ? 0 : Waiting,
            InFlight = Waiting,
            Entered = ledger.Returned + ledger.NeverReturn + ledger.Lost + (isFirst ? Waiting : 0),
        });
    }

    private static long At(double seconds) => SummaryBuilder.StartNs + (long)(seconds * Second);

    private static void AddNginx(SummaryBuilder builder, int second, long end)
    {
        builder.Thread(4121, 4121, "nginx", cgroup: Nginx).Runs(s_nginx)
            .Calls("epoll_wait", 31 + second, 20_000_003, waits: true)
            .Calls("accept4", 409, 3_271)
            .Calls("write", 1009, 45_613)
            .Calls("write", 1, 1_230_417, waits: true)
            .Bytes("write", 4_132_864)
            .InFlightSince("epoll_wait", end - 12_400_000)
            .Thread(4121, 4130, "worker-1", "nginx", Nginx, 2000).Runs(s_nginx)
            .Calls("read", 458, 1_709)
            .Calls("read", 457, 811)
            .Errors("read", "EAGAIN", 457)
            .Bytes("read", 1_875_968)
            .Calls("futex", 3, 210_000_019, waits: true)
            .Restarted("futex", 2)
            .Calls("openat", 23, 9_973)
            .Errors("openat", "ENOENT", 17)
            .Errors("openat", "EACCES", 6)
            .InFlightSince("futex", end - 210_000_000);
        if (second == 0)
        {
            builder.Thread(4121, 4131, "worker-2", "nginx", Nginx, 3000).Runs(s_nginx).InFlightSince("futex", At(0.5));
        }

        if (second <= EndOfWorker)
        {
            builder.Thread(4121, 4132, "worker-3", "nginx", Nginx, 4000).Runs(s_nginx).Calls("write", 5, 1_000_003);
        }

        if (second == EndOfWorker)
        {
            builder.NeverReturns("exit").Ended();
        }
    }

    private static void AddRedis(SummaryBuilder builder, int second, long end)
    {
        builder.Thread(907, 907, "redis-server", cgroup: "/system.slice/redis.service").Runs(s_redis)
            .Calls("read", 10_007, 1_000L << second % 8)
            .Calls("read", 23, 40_000_000, waits: true)
            .Bytes("read", 20_000_003)
            .Lost(second == FirstLoss ? 5 : 0)
            .InFlightSince("epoll_wait", end - 700_000);
        if (second == 0)
        {
            builder.Thread(907, 911, "bio_close_file", "redis-server", "/system.slice/redis.service", 1001).Runs(s_redis)
                .InFlightSince("futex", At(0), beforeStart: true);
        }
    }

    private static void AddOthers(SummaryBuilder builder, int second, long end)
    {
        builder.Thread(1300, 1300, "old32").Runs(ProgramInfo.Unknown)
            .Calls("getpid", 1009, 167, abi: SyscallAbi.Ia32)
            .Calls(new CallKey(SyscallAbi.X64, 9999), 3, 251)
            .Thread(1400, 1400, "日本語プロセス", cgroup: "/user.slice")
            .Calls("clock_nanosleep", 9, 100_000_007, waits: true)
            .InFlightSince("clock_nanosleep", end - 99_000_000);
        if (second == 0)
        {
            builder.Thread(1201, 1201, "php\e[31m-fpm", cgroup: "").InFlightSince("accept4", At(0), beforeStart: true);
        }
    }
}
