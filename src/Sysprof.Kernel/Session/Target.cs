using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Sysprof.Kernel.Session;

/// <summary>Whose calls are traced. One kind at a time.</summary>
public abstract record Target
{
    private Target()
    {
    }

    /// <summary>Every thread of the machine but our own.</summary>
    public sealed record Machine : Target;

    /// <summary>Processes with all their threads, and single threads.</summary>
    /// <param name="Tgids">Processes (<c>-p</c>).</param>
    /// <param name="Tids">Threads (<c>-t</c>).</param>
    public sealed record Tasks(IReadOnlyList<int> Tgids, IReadOnlyList<int> Tids) : Target;

    /// <summary>Threads whose own name or whose process's name matches, looked at again when it changes.</summary>
    /// <param name="Pattern">The expression (<c>--comm</c>).</param>
    public sealed record Comm(Regex Pattern) : Target;

    /// <summary>Threads in a cgroup of the v2 hierarchy or below it.</summary>
    /// <param name="Path">Its directory, absolute or below the mount point (<c>--cgroup</c>).</param>
    public sealed record Cgroup(string Path) : Target;

    /// <summary>A command that is started for it, from its first instruction on.</summary>
    /// <param name="Arguments">The command and its arguments, at least one.</param>
    public sealed record Command(IReadOnlyList<string> Arguments) : Target
    {
        /// <summary>Where its stdout and stderr go, and then it has no stdin; null leaves it our three streams.</summary>
        public SafeFileHandle? Output { get; init; }
    }
}
