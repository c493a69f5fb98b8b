namespace Sysprof.Profile.Model;

/// <summary>Which program or runtime a process runs, and which version of it.</summary>
/// <param name="Kind">What it is to those who look at its threads.</param>
/// <param name="Name">What people call it: "Go", ".NET", "redis"; "" where it is not known.</param>
/// <param name="Version">
/// Its version as it writes it: "1.19.8"; "" where it is not known. Text that a file gave: ASCII letters, digits and
/// ".+-_~", 32 at most.
/// </param>
public sealed record ProgramInfo(ProgramKind Kind, string Name, string Version)
{
    /// <summary>A program of which nothing is known.</summary>
    public static ProgramInfo Unknown { get; } = new(ProgramKind.Native, "", "");

    /// <summary>As it is shown to people: "Go 1.19.8", ".NET", "" when nothing is known.</summary>
    public override string ToString() => Version.Length == 0 ? Name : $"{Name} {Version}";
}
