using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Programs;

/// <summary>
/// What a thread's role is read from: its name, and its calls in an interval or in many of them. It stays good as long
/// as the table it looks into.
/// </summary>
/// <param name="calls">The table of an <see cref="Interval"/> or a <see cref="Summary"/>, of a run or a recording.</param>
/// <param name="row">The thread's number in it.</param>
public readonly struct ThreadFacts(CallTable calls, int row)
{
    /// <summary>Which thread it is.</summary>
    public ThreadKey Key => calls.Thread(row).Info.Key;

    /// <summary>The thread's name.</summary>
    public string Comm => calls.Thread(row).Info.Comm;

    /// <summary>Whether it is the thread its process began with.</summary>
    public bool IsLeader => Key.Tid == Key.Tgid;

    /// <summary>When it started, CLOCK_MONOTONIC nanoseconds.</summary>
    public ulong StartNs => Key.StartNs;

    /// <summary>The call it was in when it was last looked at, or null.</summary>
    public InFlightCall? InFlight => calls.Thread(row).InFlight;

    /// <summary>All its calls together.</summary>
    public CallFacts All()
    {
        var sum = new CallFacts();
        foreach (int cell in calls.CellsOf(row))
        {
            sum = Sum(sum, calls.Cell(cell));
        }

        return sum;
    }

    /// <summary>Its calls with one of these names (<see cref="SyscallTable.Name"/>) together.</summary>
    public CallFacts Of(params ReadOnlySpan<string> names)
    {
        var sum = new CallFacts();
        foreach (int cell in calls.CellsOf(row))
        {
            ref readonly CallCell found = ref calls.Cell(cell);
            if (names.Contains(SyscallTable.Name(found.Key)))
            {
                sum = Sum(sum, found);
            }
        }

        return sum;
    }

    private static CallFacts Sum(CallFacts sum, in CallCell cell) =>
        new(sum.Calls + cell.Calls, sum.BlockedCalls + cell.BlockedCalls, sum.TimeNs + cell.TimeNs);
}
