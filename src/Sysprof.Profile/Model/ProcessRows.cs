namespace Sysprof.Profile.Model;

/// <summary>Which threads of a table are of one process.</summary>
internal static class ProcessRows
{
    /// <summary>The rows of each process, the oldest thread first.</summary>
    /// <remarks>
    /// A pid may be reused within a run. A process's leader (tid = pid) is its first thread, and a pid is free only
    /// when all threads of its process are gone, so every leader begins a process, and a thread belongs to the
    /// youngest leader that is not younger than itself. Threads older than every leader in the table have a process
    /// of their own: its leader made no call.
    /// </remarks>
    public static List<List<int>> Of(CallTable threads)
    {
        IOrderedEnumerable<int> byAge = Enumerable.Range(0, threads.ThreadCount)
            .OrderBy(row => Key(row).Tgid)
            .ThenBy(row => Key(row).StartNs)
            .ThenByDescending(row => IsLeader(Key(row)))
            .ThenBy(row => Key(row).Tid);
        var processes = new List<List<int>>();
        foreach (int row in byAge)
        {
            bool isNew = processes.Count == 0 || Key(processes[^1][0]).Tgid != Key(row).Tgid || IsLeader(Key(row));
            if (isNew)
            {
                processes.Add([]);
            }

            processes[^1].Add(row);
        }

        return processes;

        ThreadKey Key(int row) => threads.Thread(row).Info.Key;
    }

    private static bool IsLeader(ThreadKey key) => key.Tid == key.Tgid;
}
