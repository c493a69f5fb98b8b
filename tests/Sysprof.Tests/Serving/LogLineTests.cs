using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class LogLineTests
{
    private const string Hostile = "a\u001b[2J\r\nlevel=error\u202e\u007f\u2028 \ud83d\ude00\ud83c \"q\" \\ \U000e0001";

    [Fact]
    public void An_event_is_a_line_of_pairs() => Assert.Equal(
        "ts=2026-01-02T03:04:05.678Z level=info msg=\"listening on\" address=127.0.0.1:1 tls=false seconds=9.5 nothing=null empty=\"\"\n",
        Logged(LogFormat.Logfmt, log => log.Info(
            "listening on", ("address", "127.0.0.1:1"), ("tls", false), ("seconds", 9.5), ("nothing", null), ("empty", ""))));

    [Fact]
    public void Or_an_object() => Assert.Equal(
        """{"ts":"2026-01-02T03:04:05.678Z","level":"warn","msg":"x","port":1,"tls":true,"seconds":9.5,"nothing":null}""" + "\n",
        Logged(LogFormat.Json, log => log.Warn("x", ("port", 1), ("tls", true), ("seconds", 9.5), ("nothing", null))));

    [Fact]
    public void Nothing_in_a_line_can_reach_a_terminal_or_begin_another()
    {
        string line = Logged(LogFormat.Logfmt, log => log.Info(Hostile, ("bad key=\"\n", Hostile)));

        const string quoted = "\"a\\u001b[2J\\r\\nlevel=error\\u202e\\u007f\\u2028 \ud83d\ude00\ufffd \\\"q\\\" \\\\ \\udb40\\udc01\"";
        Assert.Equal($"ts=2026-01-02T03:04:05.678Z level=info msg={quoted} bad_key___={quoted}\n", line);
    }

    [Fact]
    public void In_json_it_is_all_ascii_and_comes_back_as_it_was()
    {
        string line = Logged(LogFormat.Json, log => log.Info("x", ("value", Hostile)));

        Assert.All(line.TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(Hostile.Replace('\ud83c', '\ufffd').Replace("\ufffd\ude00", "\ud83d\ude00", StringComparison.Ordinal), json.RootElement.GetProperty("value").GetString());
    }

    [Fact]
    public void Fields_of_others_do_not_pass_for_ours()
    {
        string line = Logged(LogFormat.Json, log => log.Info("x", ("level", "error"), ("msg", "y"), ("a", 1), ("a", 2)));

        Assert.EndsWith("\"level\":\"info\",\"msg\":\"x\",\"level_\":\"error\",\"msg_\":\"y\",\"a\":1}\n", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacks_are_for_debugging()
    {
        Exception thrown = Assert.Throws<InvalidOperationException>(Fail);

        Assert.EndsWith("msg=x err=why\n", Logged(LogFormat.Logfmt, log => log.Error("x", thrown)), StringComparison.Ordinal);
        string debug = Logged(LogFormat.Logfmt, log => log.Error("x", thrown), LogLevel.Debug);
        Assert.Contains(" stack=\"System.InvalidOperationException: why\\n   at ", debug, StringComparison.Ordinal);
        Assert.Single(debug, c => c == '\n');
    }

    [Theory]
    [InlineData(LogLevel.Debug, "debug info warn error")]
    [InlineData(LogLevel.Information, "info warn error")]
    [InlineData(LogLevel.Warning, "warn error")]
    [InlineData(LogLevel.Error, "error")]
    public void What_is_less_important_is_left_out(LogLevel level, string expected)
    {
        string lines = Logged(
            LogFormat.Logfmt,
            log =>
            {
                log.Debug("x");
                log.Info("x");
                log.Warn("x");
                log.Error("x", null);
            },
            level);

        Assert.Equal(expected, string.Join(' ', lines.Split('\n')[..^1].Select(line => line.Split("level=")[1].Split(' ')[0])));
    }

    [Fact]
    public void The_web_server_speaks_only_when_something_goes_wrong()
    {
        string lines = Logged(
            LogFormat.Logfmt,
            log =>
            {
                log.LogInformation("a request");
                log.LogWarning("slow {Path}", "/x y");
            },
            LogLevel.Debug,
            "Microsoft.AspNetCore.Server.Kestrel");

        Assert.Equal("ts=2026-01-02T03:04:05.678Z level=warn msg=\"slow /x y\" Path=\"/x y\"\n", lines);
    }

    private static void Fail() => throw new InvalidOperationException("why");

    private static string Logged(
        LogFormat format, Action<ILogger> act, LogLevel level = LogLevel.Information, string category = "web")
    {
        var writer = new StringWriter { NewLine = "\r\n" };
        using ILoggerFactory logs = new LogSettings(level, format).Open(writer, new ManualClock());
        act(logs.CreateLogger(category));
        return writer.ToString();
    }
}
