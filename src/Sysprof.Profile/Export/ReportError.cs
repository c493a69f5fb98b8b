using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>How often one system call failed in one way, over all that a report shows.</summary>
/// <param name="Key">Which call.</param>
/// <param name="Errno">The error number, 1 to 4095.</param>
/// <param name="Count">Failures with this number.</param>
/// <param name="Calls">Finished calls of this system call, failed or not.</param>
public sealed record ReportError(CallKey Key, int Errno, long Count, long Calls)
{
    /// <summary>The call's name.</summary>
    public string Name { get; } = SyscallTable.Name(Key);

    /// <summary>The error's name, <c>E4000</c> for a number without one.</summary>
    public string ErrnoName => ErrnoNames.Name(Errno);

    /// <summary>What it means to whoever looks for trouble.</summary>
    public ErrorClass Class => ErrnoNames.Class(Errno);

    /// <summary>The share (0 to 1) of the calls that failed in this way.</summary>
    public double Share => Calls > 0 ? (double)Count / Calls : 0;

    /// <summary>The errors of all cells of a table, most frequent first, equal ones by call and number.</summary>
    internal static IReadOnlyList<ReportError> AllOf(CallTable table)
    {
        var calls = new Dictionary<CallKey, long>();
        var counts = new Dictionary<(CallKey Key, int Errno), long>();
        for (int cell = 0; cell < table.CellCount; cell++)
        {
            CallKey key = table.Cell(cell).Key;
            calls[key] = calls.GetValueOrDefault(key) + table.Cell(cell).Calls;
            foreach ((int errno, long count) in table.ErrnosOf(cell))
            {
                counts[(key, errno)] = counts.GetValueOrDefault((key, errno)) + count;
            }
        }

        var errors = new List<ReportError>(counts.Count);
        foreach (((CallKey key, int errno), long count) in counts)
        {
            errors.Add(new ReportError(key, errno, count, calls[key]));
        }

        errors.Sort(Compare);
        return errors;
    }

    private static int Compare(ReportError a, ReportError b)
    {
        int order = b.Count.CompareTo(a.Count);
        order = order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
        order = order != 0 ? order : a.Key.Abi.CompareTo(b.Key.Abi);
        return order != 0 ? order : a.Errno.CompareTo(b.Errno);
    }
}
