using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>Errors by their class.</summary>
public sealed class ErrorClassCounts
{
    private readonly long[] _counts = new long[ErrorClasses.Count];

    /// <summary>The classes that occur with their counts, most frequent first, equal ones in the order of the classes.</summary>
    public IReadOnlyList<(ErrorClass Class, long Count)> Occurring =>
    [
        .. _counts.Index()
            .Where(count => count.Item > 0)
            .OrderByDescending(count => count.Item)
            .Select(count => ((ErrorClass)count.Index, count.Item)),
    ];

    /// <summary>Errors that nobody counts on: see <see cref="ErrorClasses.IsFailure"/>.</summary>
    public long Failures => _counts.Index().Where(count => ErrorClasses.IsFailure((ErrorClass)count.Index)).Sum(count => count.Item);

    /// <summary>Errors of one class.</summary>
    public long Of(ErrorClass errorClass) => _counts[(int)errorClass];

    /// <summary>Adds the errors of a cell.</summary>
    internal void Add(CallTable calls, int cell)
    {
        if (calls.Cell(cell).Errors == 0)
        {
            return;
        }

        foreach ((int errno, long count) in calls.ErrnosOf(cell))
        {
            _counts[(int)ErrnoNames.Class(errno)] += count;
        }
    }
}
