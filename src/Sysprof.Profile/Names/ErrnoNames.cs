using System.Globalization;

namespace Sysprof.Profile.Names;

/// <summary>
/// The names of Linux's error numbers: those of asm-generic/errno.h, which x86 and arm64 share, and the kernel-internal
/// ones from 512 of include/linux/errno.h, which a tracepoint may show although programs never see them.
/// </summary>
public static class ErrnoNames
{
    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>The name, or <c>E4000</c> when the number has none; EAGAIN rather than EWOULDBLOCK.</summary>
    /// <param name="errno">Positive, as in errno: the negated result of a call.</param>
    public static string Name(int errno) =>
        Loaded.Value.ByNumber.TryGetValue(errno, out Entry? entry)
            ? entry.Name
            : string.Create(CultureInfo.InvariantCulture, $"E{errno}");

    /// <summary>All names, second ones included.</summary>
    public static IReadOnlyCollection<string> All => Loaded.Value.ByName.Keys;

    /// <summary>What it means, as in "No such file or directory", or null when the number has no name.</summary>
    public static string? Description(int errno) =>
        Loaded.Value.ByNumber.TryGetValue(errno, out Entry? entry) ? entry.Description : null;

    /// <summary>What it means to whoever looks for trouble; <see cref="ErrorClass.Real"/> when the number has no name.</summary>
    public static ErrorClass Class(int errno) =>
        Loaded.Value.ByNumber.TryGetValue(errno, out Entry? entry) ? entry.Class : ErrorClass.Real;

    /// <summary>The number behind a name, second names such as EWOULDBLOCK included; E4000 is 4000.</summary>
    public static bool TryNumber(string name, out int errno)
    {
        if (Loaded.Value.ByName.TryGetValue(name, out errno))
            return true;

        return name.StartsWith('E')
            && int.TryParse(name.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out errno);
    }

    private static Tables Load()
    {
        var tables = new Tables([], new(StringComparer.Ordinal));
        foreach (string line in NamesResource.Errnos().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
                continue;

            string[] fields = line.Split('\t');
            int number = int.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture);
            ErrorClass errorClass = ErrorClasses.Find(fields[3])
                ?? throw new InvalidOperationException($"reading errnos.tsv: malformed row: {line}");
            tables.ByNumber.TryAdd(number, new Entry(fields[1], fields[2], errorClass));
            tables.ByName.Add(fields[1], number);
        }

        return tables;
    }

    private sealed record Entry(string Name, string Description, ErrorClass Class);

    private sealed record Tables(Dictionary<int, Entry> ByNumber, Dictionary<string, int> ByName);
}
