using System.Text;

namespace Sysprof.Kernel.Processes;

/// <summary>A file in the memory of a process, from a line of /proc/PID/maps (proc_pid_maps(5)).</summary>
/// <param name="Range">Its addresses as directory map_files names them: "7f1200-7f1300".</param>
/// <param name="Path">Its path in the root of the process; nothing behind it.</param>
/// <param name="IsDeleted">Whether there is no file at its path, or another one.</param>
internal sealed record MappedFile(string Range, string Path, bool IsDeleted)
{
    private const string Deleted = " (deleted)";
    private const int FieldsBeforePath = 5; // addresses, permissions, offset, device, inode

    /// <summary>The last part of its path.</summary>
    public string Name => NameOf(Path);

    /// <summary>The last part of a path as the kernel shows it, without the mark of a deleted file.</summary>
    public static string NameOf(string path)
    {
        string kept = path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
        return kept[(kept.LastIndexOf('/') + 1)..];
    }

    /// <summary>The path in a line with what follows it; empty when nothing or no file is mapped there.</summary>
    public static ReadOnlySpan<byte> PathIn(ReadOnlySpan<byte> line)
    {
        for (int field = 0; field < FieldsBeforePath; field++)
        {
            int end = line.IndexOf((byte)' ');
            if (end < 0)
            {
                return [];
            }

            line = line[(end + 1)..];
        }

        line = line.TrimStart((byte)' ');
        return line.StartsWith("/"u8) ? line : [];
    }

    /// <summary>Reads a line that has a path.</summary>
    public static MappedFile Parse(ReadOnlySpan<byte> line)
    {
        string path = Encoding.UTF8.GetString(PathIn(line));
        bool isDeleted = path.EndsWith(Deleted, StringComparison.Ordinal);
        string addresses = Encoding.ASCII.GetString(line[..Math.Max(0, line.IndexOf((byte)' '))]);
        return new MappedFile(
            string.Join('-', addresses.Split('-').Select(address => address.TrimStart('0'))),
            isDeleted ? path[..^Deleted.Length] : path,
            isDeleted);
    }
}
