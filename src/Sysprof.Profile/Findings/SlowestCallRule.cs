using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Findings;

/// <summary>The call of a program whose longest one is far beyond the others.</summary>
/// <remarks>
/// Waits for something to do are left out: those by purpose, reads of what is no file, and calls whose length is somebody
/// else's (a child's, a lock's, a device's).
/// </remarks>
internal sealed class SlowestCallRule : IFindingRule
{
    /// <summary>How many times the mean the longest call has to be; it can only be so with more than as many calls.</summary>
    public const double LeastRatio = 10;

    /// <summary>The longest call in seconds: on a busy machine a thread may wait a few turns of some ms each for a CPU.</summary>
    public const double LeastLongest = 0.05;

    /// <summary>Calls, so that there is a mean.</summary>
    public const long LeastCalls = 20;

    private static readonly HashSet<string> s_others =
    [
        "vfork", "fork", "clone", "clone3", "ioctl", "io_uring_enter", "io_getevents", "io_pgetevents", "io_pgetevents_time64",
        "semop", "semtimedop", "semtimedop_time64", "msgsnd", "ipc", "socketcall", "sched_yield", "ptrace", "flock", "fcntl",
        "fcntl64", "futex_wait", "futex_waitv", "futex_requeue", "futex_wake", "restart_syscall",
    ];

    public string Id => "slowest-call";

    public string Criterion =>
        $"any call but waits, locks, syncs and reads of what is no file: {LeastCalls} or more, the longest {LeastRatio} times the mean or "
        + $"more, and {Phrase.Seconds(LeastLongest)} or more; the longest of each program";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        from program in run.Programs
        let slowest = program.Parts.Where(MaySurprise).GroupBy(part => part.Name)
            .Select(parts => FindIn(run, program, parts)).OfType<Finding>().MaxBy(finding => finding.WeightNs)
        where slowest is not null
        select slowest;

    private static bool MaySurprise(ThreadCalls part)
    {
        if (part.Counts.Returned <= 0
            || IdleWait.IsOne(part.Counts.Key, part.Counts.Operation)
            || part.Info is null or { ArgumentKind: ArgumentKind.FutexOperation }
            || s_others.Contains(part.Name)
            || SyncTailRule.Syncs.Contains(part.Name))
        {
            return false;
        }

        bool isFile = part.Counts.Resource is { Kind: ResourceKind.File or ResourceKind.Directory or ResourceKind.BlockDevice };
        bool takes = part.Info is { ReturnsBytes: true, SendsBytes: false } || TransferCalls.Takes.Contains(part.Name);
        return isFile || !takes || part.Counts.BlockedCalls == 0;
    }

    private Finding? FindIn(ObservedRun run, ObservedProgram program, IGrouping<string, ThreadCalls> group)
    {
        long calls = group.Sum(part => part.Counts.Returned);
        double mean = group.Sum(part => part.Counts.TimeNs) * 1e-9 / calls;
        ThreadCalls longest = group.MaxBy(part => part.Counts.MaxNs);
        double seconds = longest.Counts.MaxNs * 1e-9;
        if (calls < LeastCalls || mean <= 0 || seconds < LeastLongest || seconds < LeastRatio * mean)
        {
            return null;
        }

        var concern = new Concern(run);
        concern.Add(longest, longest.Counts.Returned, 0);
        return concern.ToFinding(
            this,
            $"{program.Name}: one {group.Key} took {Phrase.Seconds(seconds)}, {Phrase.Of(seconds / mean, FindingUnit.Ratio)} the mean",
            [
                new("calls", calls, FindingUnit.Calls, Least: LeastCalls),
                new("mean", mean, FindingUnit.Seconds),
                new("longest", seconds, FindingUnit.Seconds, Least: LeastLongest),
                new("of the mean", seconds / mean, FindingUnit.Ratio, Least: LeastRatio),
            ],
            "A disk, a peer or a lock in the kernel kept one call waiting, or the thread got no CPU meanwhile.",
            NextCommands.Top()) with
        { WeightNs = longest.Counts.MaxNs };
    }
}
