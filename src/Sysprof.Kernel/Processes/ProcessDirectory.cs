using System.Text;
using Sysprof.Kernel.Files;

namespace Sysprof.Kernel.Processes;

/// <summary>
/// The directory of a process in /proc, held for the time of a look: what is read through it is of that process, even when another one
/// has its number by then. Everything gives null once the process is gone, when it is not ours to look at, or when nobody answers.
/// </summary>
internal sealed class ProcessDirectory
{
    private const int MostNameBytes = 64; // TASK_COMM_LEN is 16.

    private readonly ForeignFiles _files;
    private readonly ForeignFile _directory;

    private ProcessDirectory(ForeignFiles files, ForeignFile directory)
    {
        _files = files;
        _directory = directory;
    }

    /// <summary>How looking went: what went wrong with it first that is no matter of the process itself, like a server that is silent.</summary>
    public LookOutcome Trouble { get; private set; }

    /// <summary>Finds it; null with the outcome when it is not there.</summary>
    public static ProcessDirectory? Find(ForeignFiles files, int tgid, out LookOutcome outcome)
    {
        outcome = files.Find(null, $"{tgid}", inRoot: false, out ForeignFile? directory);
        return directory is null ? null : new ProcessDirectory(files, directory);
    }

    /// <summary>The executable, the very file that runs, even when it was deleted; kernel threads have none.</summary>
    public ForeignFile? FindExecutable(out LookOutcome outcome)
    {
        outcome = _files.Find(_directory, "exe", inRoot: false, out ForeignFile? found);
        return found;
    }

    /// <summary>A file it has mapped: that very file, or where we may not ask for it, the one at its path.</summary>
    public ForeignFile? FindMapped(MappedFile file) =>
        Found(_directory, $"map_files/{file.Range}", inRoot: false) ?? (file.IsDeleted ? null : FindInRoot(file.Path));

    /// <summary>The file that a path leads to for the process: in its own root, as in that of a container.</summary>
    public ForeignFile? FindInRoot(string path) =>
        Found(_directory, "root", inRoot: false) is { } root ? Found(root, path, inRoot: true) : null;

    /// <summary>What is mapped of runtimes.</summary>
    public MappedRuntimes? ReadMaps()
    {
        if (Found(_directory, "maps", inRoot: false) is not { } maps)
        {
            return null;
        }

        try
        {
            return MappedRuntimes.Read(maps.Content());
        }
        catch (IOException)
        {
            Note(maps.Outcome);
            return null;
        }
    }

    /// <summary>The name of its leader; "" when that is not known.</summary>
    public string ReadName()
    {
        if (Found(_directory, "comm", inRoot: false) is not { } file)
        {
            return "";
        }

        try
        {
            Span<byte> name = stackalloc byte[MostNameBytes];
            return Encoding.UTF8.GetString(name[..file.Read(0, name)].TrimEnd((byte)'\n'));
        }
        catch (IOException)
        {
            Note(file.Outcome);
            return "";
        }
    }

    /// <summary>Takes notice of how it went with a file.</summary>
    public void Note(LookOutcome outcome)
    {
        if (Trouble == LookOutcome.Known && outcome is LookOutcome.NoAnswer or LookOutcome.NotAsked)
        {
            Trouble = outcome;
        }
    }

    private ForeignFile? Found(ForeignFile from, string path, bool inRoot)
    {
        Note(_files.Find(from, path, inRoot, out ForeignFile? found));
        return found;
    }
}
