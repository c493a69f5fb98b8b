using System.Text;

namespace Sysprof.Profile.Programs;

/// <summary>
/// Folds the names of threads that are numbered into that of their pool: "worker-12" into "worker-*".
/// </summary>
/// <remarks>
/// A number is a run of the digits 0 to 9, unless it follows a letter and the name goes on behind it: "V8Worker",
/// "C2 CompilerThre" and "ext4lazyinit" are names, "worker12" and "G1 Conc#0" are numbered. A pool is what several
/// threads share: one thread alone is better shown by its own name ("bzip2", not "bzip*").
/// </remarks>
public static class ThreadPools
{
    private const int CommBytes = 15; // TASK_COMM_LEN without its end

    // Each name is compared with each other one: a program that gives thousands of different names has no pools.
    private const int MostCompared = 1024;

    /// <summary>The name with a star for each number; a name without numbers is itself.</summary>
    public static string NameOf(string comm)
    {
        if (!comm.Any(char.IsAsciiDigit))
        {
            return comm;
        }

        var name = new StringBuilder(comm.Length);
        for (int i = 0; i < comm.Length;)
        {
            int end = i;
            while (end < comm.Length && char.IsAsciiDigit(comm[end]))
            {
                end++;
            }

            if (end == i)
            {
                name.Append(comm[i++]);
                continue;
            }

            bool isPartOfWord = i > 0 && char.IsLetter(comm[i - 1]) && end < comm.Length;
            name.Append(isPartOfWord ? comm.AsSpan(i, end - i) : "*");
            i = end;
        }

        return name.ToString();
    }

    /// <summary>Whether a thread of this name is in a pool, as far as its own name tells; see <see cref="NamesOf"/>.</summary>
    public static bool IsIn(string comm, string pool) =>
        comm == pool
        || (NameOf(comm) is var name
            && (name == pool || (MayBeCut(comm, name) && pool.StartsWith(name, StringComparison.Ordinal))));

    /// <summary>
    /// The pools of the threads of one process, in the order of their names. The kernel keeps 15 bytes of a name, so
    /// that "pool-10-thread-3" is "pool-10-thread-" and "pool-100-thread-3" is "pool-100-thread": such a name, which may
    /// have been cut, belongs to the longest pool that its own begins.
    /// </summary>
    public static string[] NamesOf(IReadOnlyList<string> comms)
    {
        string[] names = [.. comms.Select(NameOf)];
        string[] longestFirst = [.. names.Distinct().OrderByDescending(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)];
        if (longestFirst.Length > MostCompared)
        {
            return names;
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (MayBeCut(comms[i], names[i]))
            {
                names[i] = Array.Find(longestFirst, name => name.StartsWith(names[i], StringComparison.Ordinal))!;
            }
        }

        return names;
    }

    // Without a number it was cut at the same place as the others of its pool.
    private static bool MayBeCut(string comm, string name) =>
        name.Contains('*') && Encoding.UTF8.GetByteCount(comm) >= CommBytes;
}
