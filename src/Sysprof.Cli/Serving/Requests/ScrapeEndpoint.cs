using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Sysprof.Cli.Running;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Profile.Metrics;

namespace Sysprof.Cli.Serving.Requests;

/// <summary><c>/metrics</c>.</summary>
/// <param name="clock">Says when a scrape has taken too long.</param>
/// <param name="log">What went wrong.</param>
internal sealed class ScrapeEndpoint(TimeProvider clock, ILogger log)
{
    private const string Available =
        "metrics are there as text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0 and "
        + "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    // Written by the command's thread, read by those of the requests.
    private volatile Func<Representation, CancellationToken, Task<ReadOnlyMemory<byte>>>? _scrape;

    /// <summary>Whether there is anything to scrape.</summary>
    public bool IsReady => _scrape is not null;

    /// <summary>From now on there is.</summary>
    public void Attach(Func<Representation, CancellationToken, Task<ReadOnlyMemory<byte>>> scrape) => _scrape = scrape;

    /// <summary>Answers a scrape.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        context.Response.Headers.Vary = "Accept, Accept-Encoding";
        NegotiationOutcome outcome = FormatNegotiation.Choose(headers.Accept, out ExpositionFormat format);
        if (outcome != NegotiationOutcome.Chosen)
        {
            await (outcome == NegotiationOutcome.Malformed
                ? Answer.LineAsync(context, StatusCodes.Status400BadRequest, "the Accept header cannot be read")
                : Answer.LineAsync(context, StatusCodes.Status406NotAcceptable, Available)).ConfigureAwait(false);
        }
        else if (!ScrapeTimeout.TryRead(headers[ScrapeTimeout.Header], out TimeSpan? patience))
        {
            await Answer.LineAsync(context, StatusCodes.Status400BadRequest, $"{ScrapeTimeout.Header} is no number of seconds")
                .ConfigureAwait(false);
        }
        else if (_scrape is { } scrape)
        {
            var representation = new Representation(format, EncodingNegotiation.WantsGzip(headers.AcceptEncoding));
            await ScrapeAsync(context, scrape, representation, patience).ConfigureAwait(false);
        }
        else
        {
            await Answer.LineAsync(context, StatusCodes.Status503ServiceUnavailable, "not attached yet").ConfigureAwait(false);
        }
    }

    private async Task ScrapeAsync(
        HttpContext context,
        Func<Representation, CancellationToken, Task<ReadOnlyMemory<byte>>> scrape,
        Representation representation,
        TimeSpan? patience)
    {
        using var timeout = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        ReadOnlyMemory<byte> body;
        try
        {
            body = await scrape(representation, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.Debug("a client hung up during its scrape");
            return;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            log.Debug("a scrape was given up: its client would not have waited for it", ("seconds", patience?.TotalSeconds));
            await Answer.LineAsync(context, StatusCodes.Status503ServiceUnavailable, "the scrape took too long").ConfigureAwait(false);
            return;
        }
        catch (Exception error) when (Shortage.IsCauseOf(error))
        {
            // Logged where it happened, and not once for each who asks.
            await Answer.LineAsync(context, StatusCodes.Status503ServiceUnavailable, Shortage.Answer).ConfigureAwait(false);
            return;
        }
        catch (Exception error)
        {
            log.Error("a scrape went wrong", error);
            await Answer.LineAsync(context, StatusCodes.Status500InternalServerError, "the scrape went wrong; the log says how")
                .ConfigureAwait(false);
            return;
        }

        if (representation.IsCompressed)
        {
            context.Response.Headers[HeaderNames.ContentEncoding] = "gzip";
        }

        await Answer.BodyAsync(context, ServedFormat.Of(representation.Format).ContentType, body, context.RequestAborted)
            .ConfigureAwait(false);
    }
}
