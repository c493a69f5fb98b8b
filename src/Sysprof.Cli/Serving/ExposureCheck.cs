using System.Net;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Serving;

/// <summary>Says what others on the network can do.</summary>
internal static class ExposureCheck
{
    /// <summary>Warns of an address that more than this machine reaches, when anybody may scrape it or listen in.</summary>
    public static void Warn(ILogger log, EndPoint address, WebConfig config)
    {
        if (address is not IPEndPoint { Address: var ip } || IPAddress.IsLoopback(ip))
        {
            return;
        }

        if (config.Users.IsEmpty && config.Tls?.Clients.KeepOthersOut is not true)
        {
            log.Warn(
                "whoever reaches this address can scrape it; --web.config.file adds users and TLS, "
                + $"{ListenAddress.Option} {ListenAddress.Default} keeps to this machine",
                ("address", address));
        }
        else if (config.Tls is null)
        {
            log.Warn("passwords cross the network in the clear; --web.config.file adds TLS", ("address", address));
        }
    }
}
