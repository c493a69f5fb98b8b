using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    // What is written ahead of a slow client is memory that it holds.
    private const int SliceBytes = 16 << 10;

    /// <summary>A line of text.</summary>
    public static Task LineAsync(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        return BodyAsync(context, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(line + "\n"), context.RequestAborted);
    }

    /// <summary>A body; for HEAD only what it would be.</summary>
    /// <param name="context">The request; the status is set already.</param>
    /// <param name="contentType">The type, with its parameters.</param>
    /// <param name="body">The bytes, which clients share.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static async Task BodyAsync(
        HttpContext context, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.TryAdd("X-Content-Type-Options", "nosniff");
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        while (!body.IsEmpty)
        {
            ReadOnlyMemory<byte> slice = body[..Math.Min(SliceBytes, body.Length)];
            await context.Response.Body.WriteAsync(slice, cancellation).ConfigureAwait(false);
            body = body[slice.Length..];
        }
    }
}
