using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Sysprof.Tests.Export;

namespace Sysprof.Tests.Top;

/// <summary>A machine with three findings in each of its seconds, in a recording that is deleted afterwards.</summary>
internal sealed class TroubledServer : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-top-").FullName;

    public TroubledServer(int intervals)
    {
        File = Path.Combine(_directory, "troubled.rec");
        using var writer = new RecordingWriter(System.IO.File.Create(File), File, WebServer.Run);
        for (int second = 0; second < intervals; second++)
        {
            writer.Write(Interval(second));
        }

        writer.Close();
    }

    public string File { get; }

    /// <summary>One interval, 0 for the first: a server that polls and stands in line, and a tool that spins until its third second.</summary>
    public static Interval Interval(int second)
    {
        long start = SummaryBuilder.StartNs + second * Second;
        SummaryBuilder builder = new SummaryBuilder()
            .Thread(4121, 4121, "nginx", cgroup: "/system.slice/nginx.service")
            .Part("read", 8009, 811, errno: "EAGAIN")
            .Part("read", 809, 1_709, bytes: 828_416);
        for (int worker = 1; worker <= 5; worker++)
        {
            builder.Thread(4121, 4129 + worker, $"worker-{worker}", "nginx", "/system.slice/nginx.service", (ulong)(1000 + worker))
                .Part("futex", 101 - worker, 1_510_007, Operation.Of(0, Operation.LockBit), waits: true)
                .Part("futex", 151, 2_003, Operation.Of(1));
        }

        builder.Thread(911, 911, "old\x1b[31mtool").Part("sched_yield", second < 3 ? 20_011 : 1, 400);
        return builder.BuildInterval(start, start + Second, 3_000_000);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
