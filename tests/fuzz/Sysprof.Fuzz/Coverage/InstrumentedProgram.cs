namespace Sysprof.Fuzz.Coverage;

/// <summary>A copy of this program in which sysprof's own assemblies tell where they are.</summary>
internal static class InstrumentedProgram
{
    private static readonly string[] s_instrumented = ["Sysprof.Profile.dll", "Sysprof.Kernel.dll", "sysprof.dll"];

    /// <summary>Writes it.</summary>
    /// <param name="program">The directory of the program.</param>
    /// <param name="copy">The directory of the copy.</param>
    /// <returns>How many blocks of code tell.</returns>
    public static int Write(string program, string copy)
    {
        var instrumenter = new Instrumenter();
        foreach (string file in Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(program, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (s_instrumented.Contains(Path.GetFileName(file)))
            {
                instrumenter.Instrument(file, target);
            }
            else
            {
                File.Copy(file, target, overwrite: true);
            }
        }

        return instrumenter.Blocks;
    }
}
