using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>How top was asked to show things.</summary>
internal sealed record TopView
{
    /// <summary>Whether it prints frames instead of taking the screen.</summary>
    public required bool IsBatch { get; init; }

    /// <summary>The table it begins with, by its number in <see cref="TopTables"/>.</summary>
    public required int Table { get; init; }

    /// <summary>What that is sorted by, null for its own way.</summary>
    public required SortKey? Sort { get; init; }

    /// <summary>Whether idle waits count in shares of time.</summary>
    public required bool CountsIdle { get; init; }

    /// <summary>How many frames it prints, null for no limit.</summary>
    public required int? Frames { get; init; }

    /// <summary>In which format.</summary>
    public required ReportFormat Format { get; init; }

    /// <summary>Rows of a printed table at most, 0 for all.</summary>
    public required int Limit { get; init; }

    /// <summary>Whether to use colours.</summary>
    public required bool Color { get; init; }
}
