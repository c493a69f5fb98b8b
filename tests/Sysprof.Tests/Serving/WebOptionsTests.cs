using System.CommandLine;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Commands;
using Sysprof.Cli.Serving;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class WebOptionsTests
{
    [Fact]
    public void Unless_told_otherwise_it_is_loopback_without_a_file()
    {
        WebSettings web = Read();

        Assert.Equal(["127.0.0.1:10435"], web.Addresses.Select(address => address.ToString()));
        Assert.Null(web.ConfigFile);
        Assert.False(web.TakesSystemdSockets);
        Assert.Equal(new LogSettings(LogLevel.Information, LogFormat.Logfmt), ReadLog());
    }

    [Fact]
    public void Everything_can_be_chosen()
    {
        WebSettings web = Read("--web.listen-address", "[::1]:1", "--web.listen-address=:2", "--web.config.file", "a.yml");

        Assert.Equal(["[::1]:1", ":2"], web.Addresses.Select(address => address.ToString()));
        Assert.Equal("a.yml", web.ConfigFile);
        Assert.True(Read("--web.systemd-socket").TakesSystemdSockets);
        Assert.Equal(new LogSettings(LogLevel.Debug, LogFormat.Json), ReadLog("--log.level", "debug", "--log.format", "json"));
    }

    [Theory]
    [InlineData("localhost:10435")]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:65535")]
    [InlineData("[fe80::1%lo]:1")]
    [InlineData("my-host.example:80")]
    public void An_address_is_written_as_in_Go(string text) => Assert.Equal(text, Read("--web.listen-address", text).Addresses[0].ToString());

    [Theory]
    [InlineData("127.0.0.1", "has no port", "--web.listen-address 127.0.0.1:10435")]
    [InlineData("", "has no port", "--web.listen-address 127.0.0.1:10435")]
    [InlineData("9100", "is only a port", "--web.listen-address 127.0.0.1:9100, or :9100 for every interface")]
    [InlineData("::1:9100", "an IPv6 address stands in brackets", "--web.listen-address [::1]:10435")]
    [InlineData("[::1:9100", "an IPv6 address stands in brackets", "--web.listen-address [::1]:10435")]
    [InlineData("[::1]", "an IPv6 address stands in brackets", "--web.listen-address [::1]:10435")]
    [InlineData("[127.0.0.1]:1", "there is no IPv6 address in the brackets", "--web.listen-address [::1]:10435")]
    [InlineData("http://localhost:9100/", "is a URL; write host:port", "--web.listen-address localhost:9100")]
    [InlineData("localhost:http", "the port must be a number from 0 to 65535", null)]
    [InlineData("localhost:65536", "the port must be a number from 0 to 65535", null)]
    [InlineData("localhost:-1", "the port must be a number from 0 to 65535", null)]
    [InlineData("local host:1", "is not a host name or address", null)]
    public void A_wrong_address_comes_with_the_way_out(string text, string message, string? hint)
    {
        var error = Assert.Throws<SysprofException>(() => Read("--web.listen-address", text));

        Assert.Equal($"--web.listen-address '{text}': {message}", error.Message);
        Assert.Equal(hint, error.Hint);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void Sockets_are_passed_on_or_bound()
    {
        var error = Assert.Throws<SysprofException>(() => Read("--web.systemd-socket", "--web.listen-address", ":1"));

        Assert.Equal("--web.systemd-socket and --web.listen-address exclude each other", error.Message);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void A_wrong_word_comes_with_the_right_ones() => Assert.Equal(
        "--log.level 'trace': must be one of info, debug, warn, error",
        Assert.Throws<SysprofException>(() => ReadLog("--log.level", "trace")).Message);

    private static WebSettings Read(params string[] words)
    {
        var options = new WebOptions();
        return options.Read(Parse(options.Options, words));
    }

    private static LogSettings ReadLog(params string[] words)
    {
        var options = new LogOptions();
        return options.Read(Parse(options.Options, words));
    }

    private static ParseResult Parse(IEnumerable<Option> options, string[] words)
    {
        var command = new Command("serve");
        foreach (Option option in options)
        {
            command.Add(option);
        }

        return command.Parse(words);
    }
}
