using System.Collections.Frozen;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Findings;

/// <summary>All that is looked for in a result.</summary>
public static class FindingRules
{
    /// <summary>How many findings are shown where nobody says: what costs less than ten others can wait.</summary>
    public const int DefaultLimit = 10;

    /// <summary>The calls of which rules look at quantiles: a result that only they see needs no other histograms.</summary>
    public static readonly FrozenSet<CallKey> LatenciesOf =
    [
        .. from abi in Enum.GetValues<SyscallAbi>()
           from number in Enumerable.Range(0, SyscallTable.For(abi).Limit)
           let call = SyscallTable.For(abi).Find(number)
           where call is not null && (SleepPollRule.LooksAt(call) || SyncTailRule.Syncs.Contains(call.Name))
           select new CallKey(abi, number),
    ];

    internal static readonly IReadOnlyList<IFindingRule> All =
    [
        new EmptyReadsRule(),
        new TinyTransfersRule(),
        new MissingFilesRule(),
        new RefusedPeersRule(),
        new SleepPollRule(),
        new YieldStormRule(),
        new LockContentionRule(),
        new SyncTailRule(),
        new MappingGrowthRule(),
        new MemoryChurnRule(),
        new SlowestCallRule(),
        new ClockFallbackRule(),
    ];

    /// <summary>What is worth a look in a result, what costs most first. Takes as long as a report of it.</summary>
    /// <param name="summary">The result, which nobody adds to meanwhile.</param>
    /// <param name="filter">Which threads and calls to look at. Not by failure: rules compare calls that fail with all others.</param>
    /// <exception cref="ArgumentException">The filter hides calls that did not fail.</exception>
    public static IReadOnlyList<Finding> Find(Summary summary, SummaryFilter filter)
    {
        if (filter.HidesSuccess)
        {
            throw new ArgumentException("findings are made of all calls, those that did not fail, too", nameof(filter));
        }

        var run = new ObservedRun(summary, filter);
        return
        [
            .. All.SelectMany(rule => rule.Find(run))
                .OrderByDescending(finding => finding.WeightNs)
                .ThenBy(finding => finding.Rule, StringComparer.Ordinal)
                .ThenBy(finding => finding.Title, StringComparer.Ordinal),
        ];
    }
}
