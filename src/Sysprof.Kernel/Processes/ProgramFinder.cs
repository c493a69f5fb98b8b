using System.Text.RegularExpressions;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Kernel.Processes;

/// <summary>
/// Finds out which program or runtime a process runs, from its executable and the libraries it has mapped. What it
/// learns of a file it remembers.
/// </summary>
/// <remarks>
/// A look takes some hundred microseconds, and with an executable not met before as long as reading 64 MB at worst;
/// a file on a server that does not answer makes it wait. One caller at a time, on a thread that may wait. It needs
/// what ptrace needs: root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH; without, only what runs as the same user is found.
/// </remarks>
public sealed partial class ProgramFinder
{
    private const int MostKnown = 1000;
    private const int MostReleaseBytes = 1 << 16;

    private readonly Dictionary<(FileIdentity File, string Name), ProgramFile> _known = [];

    /// <summary>
    /// The program of a process as it is now; <see cref="ProgramInfo.Unknown"/> when it tells nothing of itself. Null
    /// when it could not be looked at: it is gone, a kernel thread, or not ours to look at.
    /// </summary>
    /// <remarks>
    /// A process that began a moment ago may not have loaded its runtime yet, and execve makes another program of it:
    /// ask again when the leader's name or start time changes, and once more some seconds after an Unknown.
    /// </remarks>
    /// <param name="tgid">The process, in our PID namespace.</param>
    public ProgramInfo? Find(int tgid)
    {
        using ProcessDirectory? process = ProcessDirectory.Open(tgid);
        using ProcessFile? executable = process?.OpenExecutable();
        if (process is null || executable is null)
        {
            return null;
        }

        ProgramFile own = Look(executable, executable.Name());
        bool mayBeMore = own.Program.Kind == ProgramKind.Native || (own.Program.Kind == ProgramKind.Python && own.LinksPython);
        if (!own.IsDynamic || !mayBeMore || process.ReadMaps() is not { } mapped)
        {
            return own.Program;
        }

        return own.Program.Kind == ProgramKind.Python
            ? Python(process, mapped) ?? own.Program
            : Loaded(process, mapped, own) ?? own.Program;
    }

    /// <summary>The runtime that a program has loaded, or null.</summary>
    private ProgramInfo? Loaded(ProcessDirectory process, MappedRuntimes mapped, ProgramFile own) => mapped switch
    {
        { DotNet: { } library } => new ProgramInfo(ProgramKind.DotNet, ".NET", DotNetVersion(process, library)),
        { Jvm: { } library } => new ProgramInfo(ProgramKind.Jvm, "Java", JavaVersion(process, library)),
        { NodeJs: { } library } => Look(process, library) ?? new ProgramInfo(ProgramKind.NodeJs, "Node.js", ""),
        // Who is linked with it is a program of its own that can be scripted; who loads it later was made to run Python.
        _ when !own.LinksPython => Python(process, mapped),
        _ => null,
    };

    private ProgramInfo? Python(ProcessDirectory process, MappedRuntimes mapped) => mapped.Python is null
        ? null
        : Look(process, mapped.Python) ?? new ProgramInfo(ProgramKind.Python, "Python", "");

    private string DotNetVersion(ProcessDirectory process, MappedFile library) =>
        SharedFramework().Match(library.Path) is { Success: true } shared
            ? shared.Groups[1].Value
            : Look(process, library)?.Version ?? "";

    /// <summary>
    /// What the home of the runtime says: it lies two directories above that of the library, three before Java 9 (one
    /// for the architecture), and four when that was a runtime inside of a development kit.
    /// </summary>
    private string JavaVersion(ProcessDirectory process, MappedFile library)
    {
        string? home = Path.GetDirectoryName(library.Path);
        for (int level = 0; level < 4 && home is not null; level++)
        {
            home = Path.GetDirectoryName(home);
            using ProcessFile? release = level > 0 && home is not null ? process.OpenInRoot(Path.Combine(home, "release")) : null;
            if (release is not null && JavaRelease.Version(ReadStart(release)) is { Length: > 0 } version)
            {
                return version;
            }
        }

        return Look(process, library)?.Version ?? "";
    }

    private static byte[] ReadStart(ProcessFile file)
    {
        try
        {
            return file.ReadStart(MostReleaseBytes);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private ProgramInfo? Look(ProcessDirectory process, MappedFile library)
    {
        using ProcessFile? file = process.OpenMapped(library);
        return file is null || Look(file, library.Name).Program is not { Kind: not ProgramKind.Native } program ? null : program;
    }

    private ProgramFile Look(ProcessFile file, string name)
    {
        if (_known.TryGetValue((file.Identity, name), out ProgramFile? known))
        {
            return known;
        }

        using Stream content = file.Content();
        known = ProgramFile.Read(content, name);
        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return _known[(file.Identity, name)] = known;
    }

    [GeneratedRegex(@"/Microsoft\.NETCore\.App/([0-9][0-9A-Za-z.+-]{0,31})/libcoreclr\.so$", RegexOptions.CultureInvariant)]
    private static partial Regex SharedFramework();
}
