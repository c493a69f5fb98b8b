using System.Globalization;

namespace Sysprof.Kernel.Session;

/// <summary>
/// What files of a task in /proc say (proc(5)). Names in them are what programs chose: any byte but NUL, where the kernel
/// escapes line feeds and nothing else. So lines end with a line feed alone, not with whatever else .NET takes for an end.
/// </summary>
internal static class TaskFiles
{
    /// <summary>The thread group in the text of <c>status</c>; null when it does not tell.</summary>
    public static int? Tgid(string status)
    {
        const string label = "\nTgid:";
        int start = status.IndexOf(label, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<char> value = status.AsSpan(start + label.Length);
        int end = value.IndexOf('\n');
        value = (end < 0 ? value : value[..end]).Trim();
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int tgid) ? tgid : null;
    }

    /// <summary>Whether a task runs, by the text of its <c>stat</c>: not when it has ended, or the text does not tell.</summary>
    public static bool IsRunning(string stat)
    {
        // The state follows the name, which is in parentheses and may hold some itself.
        int state = stat.LastIndexOf(')') + 2;
        return state >= 2 && state < stat.Length && stat[state] is not ('Z' or 'X');
    }

    /// <summary>A path in the text of <c>cgroup</c>; null when there is none.</summary>
    /// <param name="cgroup">The text.</param>
    /// <param name="isUnified">
    /// Whether that of the v2 hierarchy is meant, the line "0::PATH"; else the first one that is not the root.
    /// </param>
    public static string? CgroupPath(string cgroup, bool isUnified)
    {
        string? line = Array.Find(
            cgroup.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => isUnified ? line.StartsWith("0::", StringComparison.Ordinal) : !line.EndsWith(":/", StringComparison.Ordinal));
        return line?.Split(':', 3)[^1];
    }
}
