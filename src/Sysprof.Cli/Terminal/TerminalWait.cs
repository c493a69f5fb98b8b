namespace Sysprof.Cli.Terminal;

/// <summary>What ended a wait at a terminal; nothing of it when the time was up, or a signal came.</summary>
/// <param name="CanRead">Something was typed.</param>
/// <param name="HasGone">The terminal was closed: nothing more will come.</param>
/// <param name="Other">The other descriptor can be read.</param>
internal readonly record struct TerminalWait(bool CanRead, bool HasGone, bool Other);
