using System.Globalization;
using Sysprof.Profile.Export;

namespace Sysprof.Profile.Findings;

/// <summary>Processes that map memory and do not unmap it.</summary>
/// <remarks>How many bytes a mapping has is not counted, so this is about how many there are: a process may have 65,530.</remarks>
internal sealed class MappingGrowthRule : IFindingRule
{
    /// <summary>Mappings of one process that were made and not removed: the start of a large program makes some hundred.</summary>
    public const long LeastLeft = 1000;

    /// <summary>The same per second: at that rate the limit of 65,530 mappings is reached in two hours.</summary>
    public const double LeastPerSecond = 10;

    /// <summary>Removed mappings for each one made.</summary>
    public const double MostUnmapped = 0.5;

    private static readonly HashSet<string> s_maps = ["mmap", "mmap2"];

    public string Id => "mapping-growth";

    public string Criterion =>
        $"mmap and munmap: {Quantity.Count(LeastLeft)} mappings or more of a process are made and not removed, {Phrase.Rate(LeastPerSecond)}, and at "
        + $"most {Phrase.Of(MostUnmapped, FindingUnit.Share)} are removed";

    public IEnumerable<Finding> Find(ObservedRun run) => run.Knows(["munmap"])
        ? from program in run.Programs
          from process in program.ByProcess
          let finding = FindIn(run, program, [.. process])
          where finding is not null
          select finding
        : [];

    private Finding? FindIn(ObservedRun run, ObservedProgram program, IReadOnlyList<ThreadCalls> process)
    {
        var concern = new Concern(run);
        long unmapped = 0;
        foreach (ThreadCalls calls in process)
        {
            unmapped += calls.Name == "munmap" ? calls.Succeeded : 0;
            if (s_maps.Contains(calls.Name))
            {
                concern.Add(calls, calls.Succeeded, calls.Counts.TimeNs);
            }
        }

        long left = concern.Calls - unmapped;
        if (left < LeastLeft || run.PerSecond(left) < LeastPerSecond || unmapped > MostUnmapped * concern.Calls)
        {
            return null;
        }

        int tgid = process[0].Who.Key.Tgid;
        return concern.ToFinding(
            this,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{program.Name} (pid {tgid}): {Phrase.Of(left, FindingUnit.Calls)} more mappings than before, {Phrase.Rate(run.PerSecond(left))}"),
            [
                new("mmap", concern.Calls, FindingUnit.Calls),
                new("munmap", unmapped, FindingUnit.Calls, Most: MostUnmapped * concern.Calls),
                new("mappings left", left, FindingUnit.Calls, Least: LeastLeft),
                new("rate", run.PerSecond(left), FindingUnit.CallsPerSecond, Least: LeastPerSecond),
            ],
            "Memory or files are mapped and forgotten: a leak, or a cache without a limit; at vm.max_map_count mmap fails with ENOMEM.",
            NextCommands.WhileAlive(pids => ["pmap", "-x", .. pids.Split(',')]));
    }
}
