using Xunit;

namespace Sysprof.Tests.Golden;

/// <summary>Compares a whole text with a file beside this one.</summary>
/// <remarks>
/// With <c>SYSPROF_UPDATE_GOLDEN=1</c> the file is rewritten and the test fails, so that nobody leaves it on: read the
/// difference, then run without.
/// </remarks>
internal static class GoldenFile
{
    private const string UpdateVariable = "SYSPROF_UPDATE_GOLDEN";

    public static void Matches(string name, string actual)
    {
        string path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            Assert.Fail($"{name} was rewritten; look at the difference and run again without {UpdateVariable}");
        }

        Assert.True(File.Exists(path), $"{name} is missing; {UpdateVariable}=1 writes it");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Profiler.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "Sysprof.Tests", "Golden");
    }
}
