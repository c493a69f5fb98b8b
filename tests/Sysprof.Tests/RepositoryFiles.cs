namespace Sysprof.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>The absolute path of a file that is named from the root.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>The files below a folder with one of these endings, named from the root; nothing that a build made.</summary>
    public static IEnumerable<string> Below(string folder, params string[] endings)
    {
        string start = Path(folder);
        return !Directory.Exists(start)
            ? []
            : Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
                .Select(file => System.IO.Path.GetRelativePath(Root, file))
                .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
                .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal);
    }

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "Profiler.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is in no checkout");
    }
}
