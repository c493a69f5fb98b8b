namespace Sysprof.Profile.Names;

/// <summary>One list of terms: what its positive terms match without what its negative ones match.</summary>
/// <param name="included">What the positive terms match; all of it when there are none.</param>
/// <param name="excluded">What the negative terms match.</param>
internal sealed class SyscallClause(SyscallSelection included, SyscallSelection excluded)
{
    /// <summary>The list that matches every call.</summary>
    public static SyscallClause Everything { get; } = new(new SyscallSelection { All = true }, new SyscallSelection());

    /// <summary>Whether calls that no term names are in it.</summary>
    public bool StartsFromEverything => included.All && !excluded.All;

    /// <summary>The numbers that its terms name.</summary>
    public IEnumerable<int> Numbers => included.Numbers.Concat(excluded.Numbers);

    /// <summary>Whether a call is in it.</summary>
    /// <param name="name">Its name in its table, or null when the table has none.</param>
    /// <param name="number">Its number.</param>
    public bool Contains(string? name, int number) =>
        included.Contains(name, number) && !excluded.Contains(name, number);
}
