using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Profile;

namespace Sysprof.Bench.Services;

/// <summary>A server of HTTP, asked over connections that stay open.</summary>
internal abstract partial class WebService : Service
{
    public override string Clients => "wrk -t 1 -c 32 --latency";

    protected override string[] Programs => ["wrk"];

    public override Load Ask(int seconds)
    {
        string text = Output("wrk", "-t", "1", "-c", "32", "-d", $"{seconds}s", "--latency", $"http://127.0.0.1:{Port}/");
        Match perSecond = PerSecond().Match(text);
        Match p99 = P99().Match(text);
        if (!perSecond.Success || !p99.Success || text.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new SysprofException($"wrk said {text}");
        }

        double unit = p99.Groups[2].Value switch { "us" => 1e-3, "ms" => 1, _ => 1e3 };
        return new Load(Number(perSecond), Number(p99) * unit);
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();
}
