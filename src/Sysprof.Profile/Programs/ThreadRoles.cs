using Sysprof.Profile.Model;

namespace Sysprof.Profile.Programs;

/// <summary>What a thread is for in the program it belongs to, as far as its name or its calls tell.</summary>
/// <remarks><see cref="KnownRoles"/> remembers them.</remarks>
public static class ThreadRoles
{
    /// <summary>The roles of the threads of one process, in their order; "" for those whose role nothing tells.</summary>
    public static string[] Of(ProgramInfo program, IReadOnlyList<ThreadFacts> threads)
    {
        var roles = new string[threads.Count];
        for (int i = 0; i < roles.Length; i++)
        {
            roles[i] = Of(program, threads[i]);
        }

        if (program.Kind == ProgramKind.Go)
        {
            KeepFirst(roles, threads, GoThreadRoles.Sysmon);
        }

        return roles;
    }

    /// <summary>The role of one thread, "" when nothing tells it.</summary>
    public static string Of(ProgramInfo program, in ThreadFacts thread) => program.Kind switch
    {
        ProgramKind.Go => GoThreadRoles.Of(thread),
        ProgramKind.Native => "",
        _ when NamedThreads.RoleOf(program.Kind, thread.Comm) is { Length: > 0 } role => role,
        _ when thread.IsLeader => NamedThreads.LeaderOf(program.Kind),
        _ => "",
    };

    /// <summary>Of several threads that look like the only one of their kind the first that was started is it.</summary>
    private static void KeepFirst(string[] roles, IReadOnlyList<ThreadFacts> threads, string role)
    {
        int first = -1;
        for (int i = 0; i < roles.Length; i++)
        {
            if (roles[i] == role && (first < 0 || threads[i].StartNs < threads[first].StartNs))
            {
                first = i;
            }
        }

        for (int i = 0; i < roles.Length; i++)
        {
            roles[i] = roles[i] == role && i != first ? "" : roles[i];
        }
    }
}
