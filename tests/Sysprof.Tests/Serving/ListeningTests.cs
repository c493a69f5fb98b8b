using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class ListeningTests
{
    [Fact]
    public async Task A_port_in_use_is_named_with_the_option_to_change_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        SysprofException error = await RefusedAsync(new ListenAddress("127.0.0.1", port));

        Assert.Equal($"listening on 127.0.0.1:{port}: the address is in use", error.Message);
        Assert.Equal("choose another one with --web.listen-address", error.Hint);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_none_to_listen_on() => Assert.Equal(
        "listening on 192.0.2.1:10435: this machine has no such address",
        (await RefusedAsync(new ListenAddress("192.0.2.1", 10435))).Message);

    [Fact]
    public async Task A_host_must_be_known() => Assert.Equal(
        "listening on nobody.invalid:1: the host 'nobody.invalid' is not known",
        (await RefusedAsync(new ListenAddress("nobody.invalid", 1))).Message);

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    public async Task A_socket_listens_on_what_was_asked_for(string host, string expected)
    {
        using Socket socket = await ListenSocket.BindAsync(new ListenAddress(host, 0), TestContext.Current.CancellationToken);

        Assert.Equal(IPAddress.Parse(expected), ((IPEndPoint)socket.LocalEndPoint!).Address);
    }

    [Fact]
    public async Task Without_a_host_it_is_every_interface_of_both_kinds()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "there is no IPv6 here");
        using Socket socket = await ListenSocket.BindAsync(new ListenAddress("", 0), TestContext.Current.CancellationToken);

        Assert.Equal(IPAddress.IPv6Any, ((IPEndPoint)socket.LocalEndPoint!).Address);
        Assert.True(socket.DualMode);
    }

    [Fact]
    public async Task Beyond_loopback_it_is_said_who_can_scrape()
    {
        await using RunningServer everywhere = await RunningServer.StartAsync(address: "0.0.0.0");
        await using RunningServer here = await RunningServer.StartAsync();

        Assert.Contains("level=warn msg=\"whoever reaches this address can scrape it; ", everywhere.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("level=warn", here.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "passwords cross the network in the clear; --web.config.file adds TLS")]
    [InlineData("tls_server_config: {cert_file: server.pem, key_file: server.key}\n", null)]
    public async Task Users_want_tls_beyond_loopback(string tls, string? warning)
    {
        using var folder = new CertificateFolder();
        const string users = "basic_auth_users: {a: $2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW}\n";
        await using RunningServer server = await RunningServer.StartAsync(folder.Write("web.yml", tls + users), address: "0.0.0.0");

        Assert.Equal(warning is not null, server.Log.Contains("level=warn", StringComparison.Ordinal));
        Assert.Contains(warning ?? "", server.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("1", "1")]
    [InlineData("self", "0")]
    [InlineData("self", "many")]
    [InlineData("self", "2000000000")]
    public void Sockets_of_others_are_not_taken(string? process, string? count)
    {
        var error = Assert.Throws<SysprofException>(() => ActivatedSockets.Take(Environment(process, count)));

        Assert.Equal("taking systemd's sockets: none were passed on", error.Message);
    }

    [Fact]
    public void What_is_passed_on_must_be_listening_sockets()
    {
        // Far more than this process has open.
        var error = Assert.Throws<SysprofException>(() => ActivatedSockets.Take(Environment("self", "1024")));

        Assert.EndsWith("is no listening stream socket", error.Message, StringComparison.Ordinal);
    }

    private static Func<string, string?> Environment(string? process, string? count) => name => name switch
    {
        ActivatedSockets.ProcessVariable => process == "self"
            ? System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            : process,
        ActivatedSockets.CountVariable => count,
        _ => null,
    };

    private static Task<SysprofException> RefusedAsync(ListenAddress address) => Assert.ThrowsAsync<SysprofException>(
        () => ListenSocket.BindAsync(address, TestContext.Current.CancellationToken));
}
