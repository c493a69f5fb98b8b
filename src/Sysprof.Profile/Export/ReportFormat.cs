namespace Sysprof.Profile.Export;

/// <summary>How a report is written (<c>--format</c>).</summary>
public enum ReportFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One object, everything in it.</summary>
    Json,

    /// <summary>A row for each group and call.</summary>
    Csv,

    /// <summary>The columns of <c>strace -c</c>.</summary>
    Strace,
}
