using Sysprof.Profile.Model;

namespace Sysprof.Profile.Programs;

/// <summary>Which pool of its process each thread of a table is in.</summary>
public sealed class KnownPools
{
    private readonly Dictionary<ThreadKey, NamedPool> _pools = [];

    private KnownPools()
    {
    }

    /// <summary>Finds the pools of a table, process by process.</summary>
    public static KnownPools Of(CallTable calls, KnownRoles roles)
    {
        var pools = new KnownPools();
        foreach (List<int> process in ProcessRows.Of(calls))
        {
            pools.Add([.. process.Select(row => calls.Thread(row).Info)], roles);
        }

        return pools;
    }

    /// <summary>The pool of a thread that is in the table.</summary>
    public NamedPool Of(ThreadKey thread) => _pools[thread];

    /// <summary>The pool of a thread; null when the thread was not in the table.</summary>
    public NamedPool? Find(ThreadKey thread) => _pools.GetValueOrDefault(thread);

    private void Add(ThreadInfo[] threads, KnownRoles roles)
    {
        // Threads that are all called as their process are told apart by what they do.
        ThreadInfo[] named = Array.FindAll(threads, thread => thread.Comm != thread.Process || roles.Of(thread.Key).Length == 0);
        foreach (ThreadInfo thread in threads.Except(named))
        {
            string role = roles.Of(thread.Key);
            _pools[thread.Key] = new NamedPool(role, role, IsByRole: true);
        }

        string[] names = ThreadPools.NamesOf([.. named.Select(thread => thread.Comm)]);
        foreach (IGrouping<string, int> pool in Enumerable.Range(0, named.Length).GroupBy(thread => names[thread]))
        {
            int[] members = [.. pool];
            string first = named[members[0]].Comm;
            string name = Array.TrueForAll(members, member => named[member].Comm == first) ? first : pool.Key;
            string role = members.Select(member => roles.Of(named[member].Key)).FirstOrDefault(known => known.Length > 0) ?? "";
            foreach (int member in members)
            {
                _pools[named[member].Key] = new NamedPool(name, role, IsByRole: false);
            }
        }
    }
}
