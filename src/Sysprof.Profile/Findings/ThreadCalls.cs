using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Findings;

/// <summary>The calls of one thread that a row of a table counts: a system call, or a part of one.</summary>
/// <param name="table">The table.</param>
/// <param name="row">The thread's number.</param>
/// <param name="cell">The cell's number.</param>
internal readonly struct ThreadCalls(CallTable table, int row, int cell)
{
    /// <summary>Whose they are.</summary>
    public ThreadInfo Who => table.Thread(row).Info;

    /// <summary>The thread's number, the same in every table of a run.</summary>
    public int Row => row;

    /// <summary>The call's name, the same on every ABI.</summary>
    public string Name => SyscallTable.Name(Counts.Key);

    /// <summary>What is known of the call, or null.</summary>
    public SyscallInfo? Info => SyscallTable.For(Counts.Key.Abi).Find(Counts.Key.Number);

    /// <summary>The counts and times.</summary>
    public ref readonly CallCell Counts => ref table.Cell(cell);

    /// <summary>Calls that returned and did not fail.</summary>
    public long Succeeded => Counts.Returned - Counts.Errors - Counts.Restarted;

    /// <summary>The calls that failed with one of some errnos.</summary>
    public long Errors(params ReadOnlySpan<int> errnos)
    {
        if (Counts.Errors == 0)
        {
            return 0;
        }

        long sum = 0;
        foreach ((int errno, long count) in table.ErrnosOf(cell))
        {
            sum += errnos.Contains(errno) ? count : 0;
        }

        return sum;
    }

    /// <summary>Adds them, with their histogram, to a cell of another table.</summary>
    public void AddTo(CallTable sum, int target) => sum.MergeInto(target, table, cell);

    /// <summary>A quantile (0 to 1) in nanoseconds, 0 when no call returned.</summary>
    public long QuantileNs(double quantile) => Counts.Returned > 0 ? (long)(table.Quantile(cell, quantile) * 1e9) : 0;
}
