using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Serving;
using Sysprof.Cli.Serving.Listening;

namespace Sysprof.Cli.Commands;

/// <summary>Where to serve, and to whom: by the names that Prometheus' exporters have in common.</summary>
internal sealed class WebOptions : OptionGroup
{
    private readonly Option<string[]> _addresses;
    private readonly Option<string> _config;
    private readonly Option<bool> _sockets;

    public WebOptions()
        : base("Web")
    {
        _addresses = Values(
            "HOST:PORT",
            $"Listen here, :PORT for every interface; {ListenAddress.Default} unless told otherwise; may be repeated",
            ListenAddress.Option);
        _config = Value("FILE", "TLS, users with passwords and headers, in exporter-toolkit's format", "--web.config.file");
        _sockets = Flag("Take the sockets of the systemd .socket unit instead", "--web.systemd-socket");
    }

    /// <summary>What was asked for.</summary>
    public WebSettings Read(ParseResult parse)
    {
        string[] addresses = parse.GetValue(_addresses) ?? [];
        bool takesSockets = parse.GetValue(_sockets);
        if (takesSockets && addresses.Length > 0)
        {
            throw Usage.Error($"{_sockets.Name} and {_addresses.Name} exclude each other", "the .socket unit says where to listen");
        }

        return new WebSettings
        {
            Addresses = addresses.Length == 0
                ? [ListenAddress.Default]
                : [.. addresses.Select(address => ListenAddress.Parse(_addresses.Name, address))],
            // Empty as in Go's programs: none.
            ConfigFile = parse.GetValue(_config) is { Length: > 0 } file ? file : null,
            TakesSystemdSockets = takesSockets,
        };
    }
}
