using System.Text.RegularExpressions;
using Sysprof.Kernel.Files;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Kernel.Processes;

/// <summary>
/// Finds out which program or runtime a process runs, from its executable and the libraries it has mapped. What it
/// learns of a file it remembers.
/// </summary>
/// <remarks>
/// A look takes some hundred microseconds, and with an executable not met before as long as reading 64 MB at worst. One caller at a
/// time, on a thread that may wait as long as it gives a look. It needs what ptrace needs: root, or CAP_SYS_PTRACE and
/// CAP_DAC_READ_SEARCH; without, only what runs as the same user is found.
/// </remarks>
public sealed partial class ProgramFinder : IDisposable
{
    /// <summary>How long a look may take where nobody waits for it.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private const int MostKnown = 1000;
    private const int MostReleaseBytes = 1 << 16;

    private readonly Dictionary<(FileIdentity File, string Name), ProgramFile> _known = [];
    private readonly ForeignFiles _files = new();

    /// <summary>The files that it looks at.</summary>
    internal ForeignFiles Files => _files;

    /// <summary>
    /// The program of a process as it is now; without one when it could not be looked at: it is gone, a kernel thread, not ours to look
    /// at, or on a file system that does not answer.
    /// </summary>
    /// <remarks>
    /// A process that began a moment ago may not have loaded its runtime yet, and execve makes another program of it:
    /// ask again when the leader's name or start time changes, and once more some seconds after an Unknown.
    /// </remarks>
    /// <param name="tgid">The process, in our PID namespace.</param>
    public ProgramLook Find(int tgid) => Find(tgid, MostTime);

    /// <summary>The same within a time, which it may exceed by the fifth of a second that a file system has to answer.</summary>
    public ProgramLook Find(int tgid, TimeSpan limit)
    {
        _files.Begin(limit);
        try
        {
            return Look(tgid);
        }
        finally
        {
            _files.End();
        }
    }

    /// <summary>The name of a process (comm); "" when that is not known.</summary>
    public string NameOf(int tgid)
    {
        _files.Begin(MostTime);
        try
        {
            return ProcessDirectory.Find(_files, tgid, out _)?.ReadName() ?? "";
        }
        finally
        {
            _files.End();
        }
    }

    /// <summary>Ends what it began; by any thread. A look that goes on at that moment ends at once.</summary>
    public void Dispose() => _files.Dispose();

    private ProgramLook Look(int tgid)
    {
        if (ProcessDirectory.Find(_files, tgid, out LookOutcome outcome) is not { } process ||
            process.FindExecutable(out outcome) is not { } executable)
        {
            return new ProgramLook(null, outcome);
        }

        if (Look(executable, MappedFile.NameOf(executable.Path)) is not { } own)
        {
            return new ProgramLook(null, executable.Outcome);
        }

        bool mayBeMore = own.Program.Kind == ProgramKind.Native || (own.Program.Kind == ProgramKind.Python && own.LinksPython);
        if (!own.IsDynamic || !mayBeMore || process.ReadMaps() is not { } mapped)
        {
            return new ProgramLook(own.Program, process.Trouble);
        }

        ProgramInfo? loaded = own.Program.Kind == ProgramKind.Python ? Python(process, mapped) : Loaded(process, mapped, own);
        return new ProgramLook(loaded ?? own.Program, process.Trouble);
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
            ForeignFile? release = level > 0 && home is not null ? process.FindInRoot(Path.Combine(home, "release")) : null;
            if (release is not null && JavaRelease.Version(ReadStart(release)) is { Length: > 0 } version)
            {
                return version;
            }
        }

        return Look(process, library)?.Version ?? "";
    }

    private static byte[] ReadStart(ForeignFile file)
    {
        try
        {
            var start = new byte[MostReleaseBytes];
            return start[..file.Read(0, start)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private ProgramInfo? Look(ProcessDirectory process, MappedFile library)
    {
        if (process.FindMapped(library) is not { } file)
        {
            return null;
        }

        ProgramInfo? program = Look(file, library.Name)?.Program;
        process.Note(file.Outcome);
        return program is { Kind: not ProgramKind.Native } ? program : null;
    }

    /// <summary>What a file tells; null when it could not be read.</summary>
    private ProgramFile? Look(ForeignFile file, string name)
    {
        if (_known.TryGetValue((file.Identity, name), out ProgramFile? known))
        {
            return known;
        }

        known = ProgramFile.Read(file.Content(), name);
        if (file.Outcome is LookOutcome.NoAnswer or LookOutcome.NotAsked)
        {
            return null;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return _known[(file.Identity, name)] = known;
    }

    [GeneratedRegex(@"/Microsoft\.NETCore\.App/([0-9][0-9A-Za-z.+-]{0,31})/libcoreclr\.so$", RegexOptions.CultureInvariant)]
    private static partial Regex SharedFramework();
}
