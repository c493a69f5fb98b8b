using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>Connections that nobody takes.</summary>
/// <remarks>
/// ENETUNREACH is not counted: where there is no IPv6 the C library gets it for every name that it resolves. A connect that
/// does not wait (EINPROGRESS) fails where no call shows it.
/// </remarks>
internal sealed class RefusedPeersRule : IFindingRule
{
    /// <summary>Share of a thread's connects to a peer that fail: a peer that is up sometimes is another matter.</summary>
    public const double LeastShare = 0.5;

    /// <summary>Failures per second: one in ten seconds, as patient clients try again.</summary>
    public const double LeastPerSecond = 0.1;

    /// <summary>Failures: one or two are a restart of the peer.</summary>
    public const long LeastCalls = 5;

    public string Id => "refused-peers";

    public string Criterion =>
        $"connect: {Phrase.Of(LeastShare, FindingUnit.Share)} or more of a thread's calls to a peer fail with ECONNREFUSED, ETIMEDOUT, "
        + $"EHOSTUNREACH or EHOSTDOWN; {LeastCalls} or more, and {Phrase.Rate(LeastPerSecond)}";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        from program in run.Programs
        from parts in program.Parts.Where(part => part.Name == "connect").GroupBy(PeerOf)
        let finding = FindIn(run, program, parts)
        where finding is not null
        select finding;

    private static string PeerOf(ThreadCalls part) => part.Counts.Resource is { Kind: ResourceKind.Socket } socket ? socket.Peer : "";

    private Finding? FindIn(ObservedRun run, ObservedProgram program, IGrouping<string, ThreadCalls> group)
    {
        var concern = new Concern(run);
        long all = 0;
        long timedOut = 0;
        foreach (ThreadCalls part in group)
        {
            long late = part.Errors(Errno.TimedOut);
            long failed = late + part.Errors(Errno.Refused, Errno.HostUnreachable, Errno.HostDown);
            if (failed > 0 && failed >= LeastShare * part.Counts.Calls)
            {
                all += part.Counts.Calls;
                timedOut += late;
                concern.Add(part, failed, part.Counts.TimeNs);
            }
        }

        if (concern.Calls < LeastCalls || concern.PerSecond < LeastPerSecond)
        {
            return null;
        }

        double share = (double)concern.Calls / all;
        string peer = group.Key.Length > 0 ? $" to {group.Key}" : "";
        string how = timedOut * 2 > concern.Calls ? "time out" : "are refused";
        return concern.ToFinding(
            this,
            $"{program.Name}: {Phrase.Of(concern.Calls, FindingUnit.Calls)} connects{peer} {how}, {Phrase.Of(share, FindingUnit.Share)} of all",
            [
                new("failed connects", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                new("share of the connects", share, FindingUnit.Share, Least: LeastShare),
                new("of them timed out", timedOut, FindingUnit.Calls),
            ],
            "Whom the program wants to talk to is down, somewhere else, or behind a firewall; it tries again all the time.",
            NextCommands.Failures());
    }
}
