namespace Sysprof.Cli.Commands;

/// <summary>Whose calls to show of a recording.</summary>
internal sealed class ThreadFilterOptions()
    : TaskOptions("Threads (none: all that were recorded)", "These processes: 12,13; may be repeated");
