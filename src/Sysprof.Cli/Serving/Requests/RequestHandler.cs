using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Authentication;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>Every request, from its headers to its answer. Nothing that is asked changes anything.</summary>
internal sealed class RequestHandler(
    LiveWebConfig configuration, BasicAuthentication authentication, ScrapeEndpoint metrics, ILogger log)
{
    /// <summary>Answers; does not throw.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        // Of the connection, where there may be other requests with HTTP/2.
        var connection = context.Features.Get<AcceptedConnection>();
        connection?.BeginRequest();
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.Debug("a client hung up");
        }
        catch (Exception error)
        {
            log.Error("a request went wrong", error);
            await FailAsync(context).ConfigureAwait(false);
        }
        finally
        {
            connection?.EndRequest();
        }
    }

    private static Task FailAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return Answer.LineAsync(context, StatusCodes.Status500InternalServerError, "the request went wrong; the log says how");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        WebConfig current = configuration.Current();
        foreach ((string name, string value) in current.Headers)
        {
            context.Response.Headers[name] = value;
        }

        LoginOutcome outcome = await authentication
            .TryAsync(current.Users, context.Request.Headers.Authorization, context.RequestAborted)
            .ConfigureAwait(false);
        await (outcome == LoginOutcome.LetIn ? RouteAsync(context) : TurnAwayAsync(context, outcome)).ConfigureAwait(false);
    }

    private static Task TurnAwayAsync(HttpContext context, LoginOutcome outcome)
    {
        // There are only so many connections, and others have a password.
        CloseAfterwards(context);
        if (outcome == LoginOutcome.TooMany)
        {
            context.Response.Headers.RetryAfter = "1";
            return Answer.LineAsync(context, StatusCodes.Status503ServiceUnavailable, "too many log in at once");
        }

        context.Response.Headers.WWWAuthenticate = BasicAuthentication.Challenge;
        return Answer.LineAsync(context, StatusCodes.Status401Unauthorized, "a user and a password are needed");
    }

    private static void CloseAfterwards(HttpContext context)
    {
        // HTTP/2 has no such header.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Answer.LineAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD are answered here");
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            // What follows is the body, not the next request.
            CloseAfterwards(context);
            return Answer.LineAsync(context, StatusCodes.Status413PayloadTooLarge, "a request has no body here");
        }

        return context.Request.Path.Value switch
        {
            "/" => LandingPage.HandleAsync(context),
            "/metrics" => metrics.HandleAsync(context),
            "/-/healthy" => Answer.LineAsync(context, StatusCodes.Status200OK, "healthy"),
            "/-/ready" when metrics.IsReady => Answer.LineAsync(context, StatusCodes.Status200OK, "ready"),
            "/-/ready" => Answer.LineAsync(context, StatusCodes.Status503ServiceUnavailable, "not attached yet"),
            _ => Answer.LineAsync(context, StatusCodes.Status404NotFound, "there is nothing here; metrics are at /metrics"),
        };
    }
}
