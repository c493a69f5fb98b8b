using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>How the rows of a table are sorted.</summary>
/// <param name="Column">By which column.</param>
/// <param name="IsInverted">Whether the other way round.</param>
internal sealed record TableOrder(ITopColumn Column, bool IsInverted)
{
    /// <summary>The order of a table by a key.</summary>
    /// <exception cref="Profile.SysprofException">The table has no such column.</exception>
    public static TableOrder By(ITopTable table, SortKey sort) =>
        table.Columns.FirstOrDefault(column => column.Sort == sort) is { } found
            ? new(found, IsInverted: false)
            : throw CommandLine.Usage.Error(
                $"--sort '{sort.Name}': {table.Name} cannot be sorted by it; "
                    + $"they can by {string.Join(", ", table.Columns.Select(column => column.Sort.Name).Distinct())}");
}
