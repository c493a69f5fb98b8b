using System.Globalization;
using Sysprof.Profile;

namespace Sysprof.Bench.Services;

/// <summary>redis-server, one thread that answers 50 connections.</summary>
internal sealed class Redis : Service
{
    // redis-benchmark counts requests, not time.
    private double _perSecond = 50_000;

    public override string Name => "redis";

    public override string Clients => "redis-benchmark -t get -c 50";

    protected override string[] Programs => ["redis-server", "redis-benchmark"];

    public override Load Ask(int seconds)
    {
        string requests = ((long)(_perSecond * seconds)).ToString(CultureInfo.InvariantCulture);
        string text = Output(
            "redis-benchmark", "-h", "127.0.0.1", "-p", $"{Port}", "-t", "get", "-c", "50", "-n", requests, "--csv");
        // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        string[] cells = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(',');
        if (cells.Length != 8)
        {
            throw new SysprofException($"redis-benchmark said {text}");
        }

        var load = new Load(Number(cells[1]), Number(cells[6]));
        _perSecond = Math.Max(1000, load.PerSecond);
        return load;
    }

    protected override string[] Command() =>
    [
        "redis-server", "--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Directory,
    ];

    private static double Number(string cell) => double.Parse(cell.Trim('"'), CultureInfo.InvariantCulture);
}
