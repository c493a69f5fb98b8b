using Sysprof.Profile.Programs;

namespace Sysprof.Fuzz.Targets;

/// <summary>A file that a process runs or has mapped, and one called <c>release</c> that lies beside it.</summary>
internal static class ElfTarget
{
    // The names that make a difference.
    private static readonly string[] s_names =
        ["program", "python3.11", "libpython3.11.so.1.0", "libjvm.so", "libcoreclr.so", "node", "mysqld", "redis-server", "nginx", "postgres"];

    /// <summary>Reads all there is to be read.</summary>
    public static void Run(byte[] input)
    {
        using var stream = new MemoryStream(input, writable: false);
        if (ElfFile.Read(stream) is { } file)
        {
            _ = GoBuildInfo.Read(file)?.Number;
        }

        foreach (string name in s_names)
        {
            ProgramFile program = ProgramFile.Read(stream, name);
            Require(program.Program.Name.Length <= 64 && program.Program.Version.Length <= 64, "a long name");
        }

        Require(JavaRelease.Version(input).Length <= 64, "a long version");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
