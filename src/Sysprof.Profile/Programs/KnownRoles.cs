using Sysprof.Profile.Model;

namespace Sysprof.Profile.Programs;

/// <summary>
/// What threads are for, as far as that was seen. The names of threads stay, calls come and go: a role that calls told
/// once stays with the thread as long as its process runs the same program.
/// </summary>
public sealed class KnownRoles
{
    private readonly Dictionary<ThreadKey, (ProgramInfo Program, string Role)> _roles;

    /// <summary>No roles yet.</summary>
    public KnownRoles() => _roles = [];

    private KnownRoles(Dictionary<ThreadKey, (ProgramInfo Program, string Role)> roles) => _roles = new(roles);

    /// <summary>The roles of the threads of a table, as their names and all the calls in it tell.</summary>
    public static KnownRoles Of(CallTable calls)
    {
        var roles = new KnownRoles();
        roles.Add(calls);
        return roles;
    }

    /// <summary>A copy that later additions leave alone.</summary>
    public KnownRoles Copy() => new(_roles);

    /// <summary>The role of a thread, "" when nothing told it.</summary>
    public string Of(ThreadKey thread) => _roles.TryGetValue(thread, out (ProgramInfo, string Role) known) ? known.Role : "";

    /// <summary>Looks at the threads of a table, process by process.</summary>
    public void Add(CallTable calls)
    {
        if (!Enumerable.Range(0, calls.ThreadCount).Any(row => HasRoles(calls, row)))
        {
            return;
        }

        foreach (List<int> process in ProcessRows.Of(calls))
        {
            foreach (IGrouping<ProgramInfo, int> rows in process.Where(row => HasRoles(calls, row))
                .GroupBy(row => calls.Thread(row).Info.Program!))
            {
                Add(rows.Key, [.. rows.Select(row => new ThreadFacts(calls, row))]);
            }
        }
    }

    /// <summary>Looks at the threads of one process.</summary>
    public void Add(ProgramInfo program, IReadOnlyList<ThreadFacts> threads)
    {
        string[] roles = ThreadRoles.Of(program, threads);
        for (int i = 0; i < roles.Length; i++)
        {
            ThreadKey thread = threads[i].Key;
            if (roles[i].Length > 0)
            {
                _roles[thread] = (program, roles[i]);
            }
            else if (_roles.TryGetValue(thread, out (ProgramInfo Program, string) known) && known.Program != program)
            {
                _roles.Remove(thread);
            }
        }
    }

    /// <summary>Forgets threads that are no more.</summary>
    /// <param name="there">Those that are.</param>
    public void Keep(IEnumerable<ThreadKey> there)
    {
        if (_roles.Count == 0)
        {
            return;
        }

        HashSet<ThreadKey> kept = [.. there];
        foreach (ThreadKey gone in _roles.Keys.Where(thread => !kept.Contains(thread)).ToArray())
        {
            _roles.Remove(gone);
        }
    }

    private static bool HasRoles(CallTable calls, int row) =>
        calls.Thread(row).Info.Program is { Kind: not ProgramKind.Native };
}
