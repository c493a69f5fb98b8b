using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Findings;

/// <summary>A result as rules look at it.</summary>
internal sealed class ObservedRun
{
    private readonly SyscallSet _traced;
    private readonly double _seconds;
    private readonly HashSet<int> _living;

    /// <param name="summary">The result.</param>
    /// <param name="filter">Which of its threads and calls count; all calls of a system call or none.</param>
    public ObservedRun(Summary summary, SummaryFilter filter)
    {
        _seconds = summary.SeenSeconds;
        _traced = TracedOf(summary.Run.Syscalls);
        Filter = filter;
        Whole = filter.Apply(summary.Calls);
        ByOperation = CallGroups.Of(Whole, GroupBy.Thread, OperationDetail.All).Calls;
        int[] rows = [.. Enumerable.Range(0, Whole.ThreadCount)];
        _living = [.. rows.Where(row => !Whole.Thread(row).Ended).Select(row => Whole.Thread(row).Info.Key.Tgid)];
        Programs =
        [
            .. rows.GroupBy(row => Whole.Thread(row).Info.Process, StringComparer.Ordinal)
                .Select(members => new ObservedProgram(this, members.Key, [.. members])),
        ];
    }

    /// <summary>The calls as they were counted.</summary>
    public CallTable Whole { get; }

    /// <summary>The same without what they were made on.</summary>
    public CallTable ByOperation { get; }

    /// <summary>The programs, each with all its threads.</summary>
    public IReadOnlyList<ObservedProgram> Programs { get; }

    private SummaryFilter Filter { get; }

    /// <summary>A count per second of the result.</summary>
    public double PerSecond(double count) => _seconds > 0 ? count / _seconds : 0;

    /// <summary>Whether all of some calls were traced, and are shown: of others nothing follows from their absence.</summary>
    public bool Knows(params IEnumerable<string> names) => names.All(name =>
        !SyscallTable.For(SyscallAbi.X64).TryNumber(name, out int number)
        || Knows(new CallKey(SyscallAbi.X64, number)));

    /// <summary>Whether a process has threads left at the end of the result.</summary>
    public bool IsAlive(int tgid) => _living.Contains(tgid);

    private bool Knows(CallKey call) => _traced.Contains(call) && Filter.Calls.Contains(call);

    // Of a recording the text may be anything: what cannot be read says nothing about what was traced.
    private static SyscallSet TracedOf(string text)
    {
        try
        {
            return SyscallSet.Parse(text.Length == 0 ? [] : text.Split(' '));
        }
        catch (SysprofException)
        {
            return SyscallSet.Parse("none");
        }
    }
}
