using System.Globalization;
using Sysprof.Profile;

namespace Sysprof.Bench.Services;

/// <summary>redis-server, one thread that answers 50 connections.</summary>
internal sealed class Redis : Service
{
    // redis-benchmark counts requests, not time: so many tell how fast they are answered.
    private const int Probe = 3000;

    public override string Name => "redis";

    public override string Clients => "redis-benchmark -t get -c 50";

    protected override string[] Programs => ["redis-server", "redis-benchmark"];

    public override Load Ask(int seconds) => AskFor(Math.Max(Probe, (long)(AskFor(Probe).PerSecond * seconds)));

    private Load AskFor(long requests)
    {
        string text = Output(
            "redis-benchmark", "-h", "127.0.0.1", "-p", $"{Port}", "-t", "get", "-c", "50", "-n", $"{requests}", "--csv");
        // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        string[] cells = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(',');
        if (cells.Length != 8)
        {
            throw new SysprofException($"redis-benchmark said {text}");
        }

        return new Load(Number(cells[1]), Number(cells[6]));
    }

    protected override string[] Command() =>
    [
        "redis-server", "--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Directory,
    ];

    private static double Number(string cell) => double.Parse(cell.Trim('"'), CultureInfo.InvariantCulture);
}
