using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Commands;

/// <summary>What metrics tell apart beyond the system calls.</summary>
internal sealed class CollectorOptions : OptionGroup
{
    private readonly Option<bool> _process;
    private readonly Option<bool> _cgroup;

    public CollectorOptions()
        : base("Collectors")
    {
        _process = Flag(
            $"Also by name of the process, at most {RunMetrics.MostProcesses}, the others together", "--collector.process");
        _cgroup = Flag(
            $"Also by cgroup, at most {RunMetrics.MostCgroups}, the others together", "--collector.cgroup");
    }

    /// <summary>What was chosen.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="expected">The calls to count from 0 on.</param>
    public RunMetricsOptions Read(ParseResult parse, IReadOnlyCollection<CallKey> expected) => new()
    {
        Expected = expected,
        ByProcess = parse.GetValue(_process),
        ByCgroup = parse.GetValue(_cgroup),
    };
}
