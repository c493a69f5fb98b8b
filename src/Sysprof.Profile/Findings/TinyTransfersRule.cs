using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>Thousands of reads or writes of a few bytes each: a program without a buffer.</summary>
/// <remarks>
/// A server that answers messages moves as few bytes a call, because its peers send as few: what comes in with a wait is no
/// lack of a buffer, unless it is a file. Neither is what eventfd and timerfd hand over.
/// </remarks>
internal sealed class TinyTransfersRule : IFindingRule
{
    /// <summary>Mean bytes of a successful call: a cache line, whose copy costs less than a tenth of entering the kernel.</summary>
    public const double MostMeanBytes = 64;

    /// <summary>Calls per second: at half a microsecond each a thousandth of a CPU.</summary>
    public const double LeastPerSecond = 2000;

    /// <summary>Calls, so that a short run does not make a rate of a handful.</summary>
    public const long LeastCalls = 5000;

    /// <summary>
    /// Calls for each wait for something to come: one wait of a server under load finds that many messages at most, by the
    /// size of the arrays that event loops pass to epoll_wait, of which few are full.
    /// </summary>
    public const long MostPerWait = 64;

    /// <summary>What eventfd and timerfd hand over, always: a 64-bit counter.</summary>
    private const long CounterBytes = 8;

    public string Id => "tiny-transfers";

    public string Criterion =>
        $"read, write, recvfrom, sendto and their kin: less than {Phrase.Of(MostMeanBytes, FindingUnit.Bytes)} each on the mean; "
        + $"{Quantity.Count(LeastCalls)} or more, and {Phrase.Rate(LeastPerSecond)}; not of eventfd and timerfd, nor where the thread "
        + $"waited once or more for each {MostPerWait} of them, unless on a file";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        from program in run.Programs
        let waits = WaitsByThread(program)
        from parts in program.Parts.Where(IsTransfer).GroupBy(part => part.Name)
        let finding = FindIn(run, program, parts, waits)
        where finding is not null
        select finding;

    private static bool IsTransfer(ThreadCalls part) =>
        TransferCalls.Reads.Contains(part.Name) || TransferCalls.Writes.Contains(part.Name);

    private static Dictionary<int, long> WaitsByThread(ObservedProgram program)
    {
        var waits = new Dictionary<int, long>();
        foreach (ThreadCalls calls in program.Calls)
        {
            long found = calls.Info is { WaitsForReadiness: true }
                ? calls.Counts.Operation == Operation.Ready ? calls.Counts.Calls : 0
                : TransferCalls.Takes.Contains(calls.Name) ? calls.Counts.BlockedCalls : 0;
            waits[calls.Row] = waits.GetValueOrDefault(calls.Row) + found;
        }

        return waits;
    }

    private Finding? FindIn(
        ObservedRun run, ObservedProgram program, IGrouping<string, ThreadCalls> group, Dictionary<int, long> waits)
    {
        var concern = new Concern(run);
        long bytes = 0;
        foreach (ThreadCalls part in group)
        {
            if (IsTiny(part) && !IsMessages(run, part, waits[part.Row]))
            {
                bytes += part.Counts.Bytes;
                concern.Add(part, part.Succeeded, part.Counts.TimeNs - part.Counts.BlockedNs);
            }
        }

        if (concern.Calls < LeastCalls || concern.PerSecond < LeastPerSecond)
        {
            return null;
        }

        double mean = (double)bytes / concern.Calls;
        return concern.ToFinding(
            this,
            $"{program.Name}: {Phrase.Rate(concern.PerSecond)} {group.Key} of {Phrase.Of(mean, FindingUnit.Bytes)} each",
            [
                new("calls", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                new("mean size", mean, FindingUnit.Bytes, Most: MostMeanBytes),
            ],
            "The program has no buffer: a call that moves a few bytes costs as much as one that moves thousands.",
            NextCommands.Stat("--by", "file"));
    }

    private static bool IsTiny(ThreadCalls part) =>
        part.Succeeded > 0
        && part.Counts.Bytes < MostMeanBytes * part.Succeeded
        && !(part.Counts.Resource is null && part.Counts.Bytes == CounterBytes * part.Succeeded);

    private static bool IsMessages(ObservedRun run, ThreadCalls part, long waits) => part.Counts.Resource?.Kind switch
    {
        ResourceKind.File or ResourceKind.BlockDevice => false,
        ResourceKind.Anonymous or ResourceKind.NotOpen => true,
        _ => waits * MostPerWait >= part.Succeeded
            || !run.Knows([.. TransferCalls.ReadinessWaits, .. TransferCalls.Reads]),
    };
}
