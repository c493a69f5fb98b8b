using System.CommandLine;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Cli.Commands;

/// <summary>Whose calls to show of a recording.</summary>
internal sealed class ThreadFilterOptions()
    : TaskOptions("Threads (none: all that were recorded)", "These processes: 12,13; may be repeated")
{
    /// <summary>What was asked for; all that is given must hold, of -p and -t one.</summary>
    public SummaryFilter Read(ParseResult parse) => new()
    {
        Tgids = [.. Tgids(parse)],
        Tids = [.. Tids(parse)],
        Comm = Comm(parse),
        Cgroup = Cgroup(parse),
    };
}
