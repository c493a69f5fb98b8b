namespace Sysprof.Cli.Serving.Requests;

/// <summary>How a negotiation ended.</summary>
internal enum NegotiationOutcome
{
    /// <summary>There is something that the client takes.</summary>
    Chosen,

    /// <summary>The client takes nothing of ours.</summary>
    NothingAcceptable,

    /// <summary>What the client takes cannot be read.</summary>
    Malformed,
}
