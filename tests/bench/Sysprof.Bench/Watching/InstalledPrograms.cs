namespace Sysprof.Bench.Watching;

/// <summary>The programs that can be started by their names.</summary>
internal static class InstalledPrograms
{
    /// <summary>Whether a program is in PATH, or, with a path, there.</summary>
    public static bool Have(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
