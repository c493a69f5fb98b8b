using System.Text;
using Microsoft.AspNetCore.Http;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>What somebody sees who comes with a browser.</summary>
internal static class LandingPage
{
    // Neither script nor style: it is the same under the strictest Content-Security-Policy.
    private static readonly byte[] s_page = Encoding.UTF8.GetBytes(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>sysprof</title></head>
        <body>
        <h1>sysprof</h1>
        <p>The system calls of this machine, for Prometheus. {ProgramVersion.Line}</p>
        <ul>
        <li><a href="metrics">Metrics</a></li>
        <li><a href="-/healthy">Healthy?</a></li>
        <li><a href="-/ready">Ready?</a></li>
        </ul>
        </body>
        </html>

        """);

    /// <summary>Sends it.</summary>
    public static Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        return Answer.BodyAsync(context, "text/html; charset=utf-8", s_page, context.RequestAborted);
    }
}
