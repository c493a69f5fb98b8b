using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.KernelTests.Harness;

/// <summary>Asks a <see cref="Summary"/> for counts by the names that promises and strace use.</summary>
internal static class SummaryCounts
{
    /// <summary>The threads with their row numbers, in the order in which they started.</summary>
    public static IReadOnlyList<(int Row, ThreadRow Thread)> Threads(this Summary summary) =>
    [
        .. Enumerable.Range(0, summary.Calls.ThreadCount)
            .Select(row => (row, summary.Calls.Thread(row)))
            .OrderBy(thread => thread.Item2.Info.Key.StartNs),
    ];

    /// <summary>The threads with a tid; several when it was used again, or taken over by execve.</summary>
    public static IReadOnlyList<(int Row, ThreadRow Thread)> Threads(this Summary summary, int tid) =>
        [.. summary.Threads().Where(thread => thread.Thread.Info.Key.Tid == tid)];

    /// <summary>How a call is written in promises: <c>read</c>, <c>ia32:read</c>, <c>syscall_9999</c>.</summary>
    public static string Name(CallKey call) => call.Abi switch
    {
        SyscallAbi.Ia32 => "ia32:" + SyscallTable.Name(call),
        SyscallAbi.X32 => "x32:" + SyscallTable.Name(call),
        _ => SyscallTable.Name(call),
    };

    /// <summary>What was counted for a call by all threads, or by those with a tid.</summary>
    public static CallCounts Counts(this Summary summary, string call, int? tid = null)
    {
        var counts = new CallCounts();
        foreach ((int row, _) in tid is { } one ? summary.Threads(one) : summary.Threads())
            Add(summary, row, call, counts);
        return counts;
    }

    /// <summary>What was counted for a call by one thread.</summary>
    public static CallCounts CountsOfRow(this Summary summary, string call, int row)
    {
        var counts = new CallCounts();
        Add(summary, row, call, counts);
        return counts;
    }

    /// <summary>The calls that one thread made, by name.</summary>
    public static SortedSet<string> NamesOfRow(this Summary summary, int row)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (int cell in summary.Calls.CellsOf(row))
            names.Add(Name(summary.Calls.Cell(cell).Key));
        return names;
    }

    /// <summary>What was counted for every call, by its name, over all threads.</summary>
    public static SortedDictionary<string, CallCounts> CountsByName(this Summary summary)
    {
        var byName = new SortedDictionary<string, CallCounts>(StringComparer.Ordinal);
        foreach ((int row, _) in summary.Threads())
        {
            foreach (int cell in summary.Calls.CellsOf(row))
            {
                string name = Name(summary.Calls.Cell(cell).Key);
                if (!byName.TryGetValue(name, out CallCounts? counts))
                    byName.Add(name, counts = new CallCounts());
                counts.Add(summary.Calls, cell);
            }
        }

        return byName;
    }

    private static void Add(Summary summary, int row, string call, CallCounts counts)
    {
        foreach (int cell in summary.Calls.CellsOf(row))
        {
            if (Name(summary.Calls.Cell(cell).Key) == call)
                counts.Add(summary.Calls, cell);
        }
    }
}
