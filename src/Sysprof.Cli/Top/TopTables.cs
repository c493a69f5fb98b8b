namespace Sysprof.Cli.Top;

/// <summary>The tables, by their numbers.</summary>
internal static class TopTables
{
    public const int Calls = 0;
    public const int Processes = 1;
    public const int Threads = 2;
    public const int Pools = 3;
    public const int Errors = 4;
    public const int Cgroups = 5;
    public const int Files = 6;
    public const int Peers = 7;
    public const int Findings = 8;
    public const int ConcernedThreads = 9;

    /// <summary>All of them: first those of <see cref="Tabs"/>, then those that belong to a row of another.</summary>
    public static IReadOnlyList<ITopTable> All { get; } =
        [CallsTable.Table, GroupTables.Processes, GroupTables.Threads, GroupTables.Pools, ErrorsTable.Table, GroupTables.Cgroups,
            FileTables.Files, FileTables.Peers, FindingTables.Findings, FindingTables.Threads];

    /// <summary>The tables that Tab goes through, in the order of their tabs.</summary>
    public static IReadOnlyList<ITopTable> Tabs { get; } = [.. All.Take(ConcernedThreads)];
}
