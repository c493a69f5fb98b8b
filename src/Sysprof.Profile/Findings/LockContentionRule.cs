using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>Threads that wait for locks which others hold.</summary>
/// <remarks>
/// Only waits for a lock count, which expect the value that means "others wait, too", and those of priority inheritance:
/// threads that are parked (condition variables, idle pools, joins) wait for as long, and nothing is wrong.
/// </remarks>
internal sealed class LockContentionRule : IFindingRule
{
    /// <summary>Waits per second of a program, where they take long.</summary>
    public const double LeastPerSecond = 5;

    /// <summary>Seconds waited per second: a twentieth of one thread.</summary>
    public const double LeastWaited = 0.05;

    /// <summary>Waits per second that count however short they are: each costs two switches, 10 µs and more together.</summary>
    public const double ManyPerSecond = 1000;

    /// <summary>Waits, so that one clash at the start of a program is none.</summary>
    public const long LeastCalls = 50;

    // include/uapi/linux/futex.h
    private const int LockPi = 6; // FUTEX_LOCK_PI
    private const int LockPi2 = 13; // FUTEX_LOCK_PI2
    private static readonly int[] s_wakes = [1, 5, 7, 10]; // FUTEX_WAKE, _WAKE_OP, _UNLOCK_PI, _WAKE_BITSET

    public string Id => "lock-contention";

    public string Criterion =>
        $"futex waits for locks: {LeastCalls} or more, {Phrase.Rate(LeastPerSecond)} and {Phrase.Of(LeastWaited, FindingUnit.SecondsPerSecond)} "
        + $"waited; or {Phrase.Rate(ManyPerSecond)}";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        run.Programs.Select(program => FindIn(run, program)).OfType<Finding>();

    private static bool IsFutex(ThreadCalls calls) => calls.Info is { ArgumentKind: Names.ArgumentKind.FutexOperation };

    private static bool IsLock(Operation operation) => operation.IsLock || operation.Value is LockPi or LockPi2;

    private Finding? FindIn(ObservedRun run, ObservedProgram program)
    {
        var concern = new Concern(run);
        long waitedNs = 0;
        long longestNs = 0;
        long wakes = 0;
        foreach (ThreadCalls calls in program.Calls.Where(IsFutex))
        {
            Operation operation = calls.Counts.Operation;
            wakes += s_wakes.Contains(operation.Value) ? calls.Counts.Calls : 0;
            if (IsLock(operation))
            {
                waitedNs += calls.Counts.BlockedNs;
                longestNs = Math.Max(longestNs, calls.Counts.MaxNs);
                concern.Add(calls, calls.Counts.BlockedCalls, calls.Counts.BlockedNs);
            }
        }

        double waited = run.PerSecond(waitedNs * 1e-9);
        bool isMuch = (concern.PerSecond >= LeastPerSecond && waited >= LeastWaited) || concern.PerSecond >= ManyPerSecond;
        return concern.Calls < LeastCalls || !isMuch
            ? null
            : concern.ToFinding(
                this,
                $"{program.Name}: {Phrase.Rate(concern.PerSecond)} waits for locks, {Phrase.Of(waited, FindingUnit.SecondsPerSecond)} waited",
                [
                    new("waits for locks", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                    new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                    new("waited", waited, FindingUnit.SecondsPerSecond, Least: concern.PerSecond < ManyPerSecond ? LeastWaited : null),
                    new("mean wait", waitedNs * 1e-9 / concern.Calls, FindingUnit.Seconds),
                    new("longest wait", longestNs * 1e-9, FindingUnit.Seconds),
                    new("wakes", wakes, FindingUnit.Calls),
                ],
                "Threads stand in line for the same lock: it is held too long, or taken too often by too many.",
                NextCommands.Stacks("futex"));
    }
}
