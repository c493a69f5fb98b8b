namespace Sysprof.KernelTests.Harness;

/// <summary>Where things are in the repository, found from where this assembly lies.</summary>
internal static class Paths
{
    public static string Repository { get; } = FindRepository();

    public static string Workloads { get; } = Path.Combine(Repository, "build/tests/workloads");

    /// <summary>The program with all the scenarios.</summary>
    public static string Workload { get; } = Path.Combine(Workloads, "workload");

    private static string FindRepository()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Profiler.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException($"no Profiler.sln above {AppContext.BaseDirectory}");
    }
}
