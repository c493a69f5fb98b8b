namespace Sysprof.Profile.Programs;

/// <summary>
/// What the Go linker wrote into an executable of how it was built: what <c>go version -m</c> prints.
/// </summary>
/// <param name="GoVersion">
/// The toolchain as it calls itself: "go1.19.8", "devel go1.20-0123abcd", printable ASCII; "" when it cannot be read.
/// </param>
/// <param name="Path">Import path of the main package, "" where it is not known.</param>
/// <param name="Module">Path of the module it belongs to, "" where it is not known.</param>
/// <param name="ModuleVersion">That module's version: "v1.2.3", "(devel)"; "" where it is not known.</param>
public sealed record GoBuildInfo(string GoVersion, string Path, string Module, string ModuleVersion)
{
    /// <summary>The version as a number, "1.19.8"; "" when it is not known.</summary>
    public string Number
    {
        get
        {
            foreach (string word in GoVersion.Split(' '))
            {
                if (word.StartsWith("go", StringComparison.Ordinal) && VersionText.At(word.AsSpan(2)) is { Length: > 0 } number)
                {
                    return number;
                }
            }

            return "";
        }
    }

    /// <summary>The build information of an executable; null when the Go linker did not make it.</summary>
    public static GoBuildInfo? Read(ElfFile file) => new GoBuildInfoReader(file).Read();
}
