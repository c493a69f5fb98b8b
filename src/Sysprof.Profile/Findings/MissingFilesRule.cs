using Sysprof.Profile.Export;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Findings;

/// <summary>Names looked up in bulk that do not exist: search paths, caches of what is not there that nobody keeps.</summary>
internal sealed class MissingFilesRule : IFindingRule
{
    /// <summary>Share of a thread's calls with a name that fail with ENOENT: a program that starts stays below half.</summary>
    public const double LeastShare = 0.5;

    /// <summary>Failures per second: a lookup takes microseconds, so some hundred are a thousandth of a CPU.</summary>
    public const double LeastPerSecond = 200;

    /// <summary>Failures: the start of one interpreter makes some hundred.</summary>
    public const long LeastCalls = 2000;

    public string Id => "missing-files";

    public string Criterion =>
        $"open, stat, access and all calls with a name: {Phrase.Of(LeastShare, FindingUnit.Share)} or more of a thread's fail with ENOENT; "
        + $"{Quantity.Count(LeastCalls)} or more, and {Phrase.Rate(LeastPerSecond)}";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        run.Programs.Select(program => FindIn(run, program)).OfType<Finding>();

    private Finding? FindIn(ObservedRun run, ObservedProgram program)
    {
        var concern = new Concern(run);
        long all = 0;
        foreach (IReadOnlyList<ThreadCalls> thread in program.Threads)
        {
            ThreadCalls[] lookups = [.. thread.Where(calls => calls.Info is { } info && info.Classes.HasFlag(SyscallClasses.File))];
            long made = lookups.Sum(calls => calls.Counts.Calls);
            long missing = lookups.Sum(calls => calls.Errors(Errno.NoEntry));
            if (missing == 0 || missing < LeastShare * made)
            {
                continue;
            }

            all += made;
            foreach (ThreadCalls calls in lookups)
            {
                long of = calls.Errors(Errno.NoEntry);
                concern.Add(calls, of, (long)((double)calls.Counts.TimeNs / Math.Max(1, calls.Counts.Calls) * of));
            }
        }

        if (concern.Calls < LeastCalls || concern.PerSecond < LeastPerSecond)
        {
            return null;
        }

        double share = (double)concern.Calls / all;
        return concern.ToFinding(
            this,
            $"{program.Name}: {Phrase.Rate(concern.PerSecond)} lookups of names that do not exist, {Phrase.Of(share, FindingUnit.Share)} of all",
            [
                new("ENOENT", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                new("share of the calls with a name", share, FindingUnit.Share, Least: LeastShare),
            ],
            "A search path is walked for every lookup (modules, headers, libraries, locales), or a file that is not there is asked for all the time.",
            NextCommands.Failures());
    }
}
