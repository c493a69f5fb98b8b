namespace Sysprof.Profile.Model;

/// <summary>What the calls in one cell of a thread have in common.</summary>
/// <param name="Call">Which system call.</param>
/// <param name="Operation">What it was asked to do.</param>
/// <param name="Resource">What it was made on; null where that is not asked, and for calls without a descriptor.</param>
public readonly record struct CellKey(CallKey Call, Operation Operation, Resource? Resource)
{
    /// <summary>All calls of a system call together.</summary>
    public CellKey(CallKey call)
        : this(call, Operation.None, null)
    {
    }

    /// <summary>Whether it is less than all calls of the system call.</summary>
    public bool IsPart => Operation != Operation.None || Resource is not null;
}
