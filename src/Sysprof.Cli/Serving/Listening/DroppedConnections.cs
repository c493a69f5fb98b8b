namespace Sysprof.Cli.Serving.Listening;

/// <summary>Connections that were closed to keep to a limit.</summary>
/// <param name="Refused">On arrival: every other one was being answered.</param>
/// <param name="Idle">While they waited for a request: others needed their places.</param>
internal readonly record struct DroppedConnections(long Refused, long Idle);
