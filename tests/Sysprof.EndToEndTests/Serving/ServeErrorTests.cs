using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>
/// What stands in the way is told before anything is attached: the same for somebody who may not trace, to whom
/// attaching is forbidden.
/// </summary>
public sealed class ServeErrorTests : IDisposable
{
    private readonly PublicCopy _copy = new();

    public void Dispose() => _copy.Dispose();

    [Theory]
    [InlineData("unknown option '--web.listen-adress'; did you mean '--web.listen-address'?", "--web.listen-adress", ":1")]
    [InlineData("unknown option '--collector.processes'; did you mean '--collector.process'?", "--collector.processes")]
    [InlineData("unknown option '--collector.disk'", "--collector.disk")]
    [InlineData("--log.level 'trace': must be one of info, debug, warn, error", "--log.level=trace")]
    [InlineData("--log.format 'xml': must be one of logfmt, json", "--log.format", "xml")]
    [InlineData("--web.listen-address 'localhost:99999': the port must be a number from 0 to 65535", "--web.listen-address=localhost:99999")]
    [InlineData("--web.listen-address 'a b:1': is not a host name or address", "--web.listen-address", "a b:1")]
    [InlineData("unexpected argument 'now'", "now")]
    public async Task Wrong_command_lines_are_usage_errors(string message, params string[] arguments) => Assert.Equal(
        new SysprofProgram.Result(2, "", $"sysprof: error: {message}\n  see: sysprof serve --help\n"), await RunAsync(arguments));

    [Fact]
    public async Task A_port_without_a_host_gets_the_way_to_write_it() => Assert.Equal(
        new SysprofProgram.Result(
            2,
            "",
            "sysprof: error: --web.listen-address '9999': is only a port\n"
            + "  hint: --web.listen-address 127.0.0.1:9999, or :9999 for every interface\n  see: sysprof serve --help\n"),
        await RunAsync("--web.listen-address", "9999"));

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();

        Assert.Equal(
            new SysprofProgram.Result(
                1,
                "",
                $"sysprof: error: listening on {other.LocalEndPoint}: the address is in use\n"
                + "  hint: choose another one with --web.listen-address\n"),
            await RunAsync("--web.listen-address", $"{other.LocalEndPoint}"));
    }

    [Fact]
    public async Task A_port_of_root_is_named_to_others() => Assert.Equal(
        new SysprofProgram.Result(
            1,
            "",
            "sysprof: error: listening on 127.0.0.1:80: permission denied\n"
            + "  hint: ports below 1024 need root or CAP_NET_BIND_SERVICE; choose another one with --web.listen-address\n"),
        await RunAsync("--web.listen-address=127.0.0.1:80"));

    [Theory]
    [InlineData("basic_auth_users: [", "web.yml: line ")]
    [InlineData("tls_server_config:\n  cert_file: a\n  cert_fil: b\n", "line 3: ")]
    [InlineData("basic_auth_user: {}\n", "did you mean 'basic_auth_users'?")]
    [InlineData("basic_auth_users: [a]\n", "line 1: ")]
    [InlineData("http_server_config: {http2: perhaps}\n", "line 1: ")]
    [InlineData("basic_auth_users: {a: secret}\n", "line 1: the password of 'a' is no bcrypt hash")]
    [InlineData("tls_server_config: {cert_file: none.pem, key_file: none.key}\n", "none.pem: no such file or directory")]
    [InlineData("tls_server_config: {cert_file: hidden.key, key_file: hidden.key}\n", "hidden.key: permission denied")]
    [InlineData("tls_server_config: {cert_file: text.pem, key_file: text.pem}\n", "loading certificate and key (text.pem, text.pem): ")]
    public async Task A_wrong_configuration_is_one_line(string yaml, string part)
    {
        string file = _copy.Write("web.yml", yaml);
        _copy.Write("text.pem", "no certificate\n");
        File.SetUnixFileMode(_copy.Write("hidden.key", "hidden\n"), UnixFileMode.None);

        SysprofProgram.Result result = await RunAsync($"--web.config.file={file}");

        string[] lines = result.Error.Split('\n');
        Assert.StartsWith("sysprof: error: reading ", lines[0], StringComparison.Ordinal);
        Assert.Contains(part, lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..^1], line => Assert.StartsWith("  hint: ", line, StringComparison.Ordinal));
        Assert.Equal(("", 1), (result.Output, result.ExitCode));
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_trace_is_told_so_and_nobody_that_it_listens() => Assert.Equal(
        new SysprofProgram.Result(
            77,
            "",
            "sysprof: error: loading the BPF programs: operation not permitted\n  hint: run as root, or grant CAP_BPF and CAP_PERFMON\n"),
        await RunAsync("--web.listen-address=127.0.0.1:0"));

    [Fact]
    public async Task The_help_is_for_everybody()
    {
        SysprofProgram.Result result = await RunAsync("--help");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("Examples:\n  sysprof serve ", result.Output, StringComparison.Ordinal);
    }

    private Task<SysprofProgram.Result> RunAsync(params string[] arguments) => _copy.RunAsNobodyAsync(["serve", .. arguments]);
}
