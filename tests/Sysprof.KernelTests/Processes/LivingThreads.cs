using System.Globalization;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.KernelTests.Processes;

/// <summary>The threads of a process as /proc has them, which made no calls that anybody counted.</summary>
internal static class LivingThreads
{
    /// <summary>The roles that their names tell, each once.</summary>
    public static IEnumerable<string> RolesOf(int tgid, ProgramInfo program)
    {
        var calls = new CallTable();
        var threads = new List<ThreadFacts>();
        foreach (string directory in Directory.EnumerateDirectories($"/proc/{tgid}/task"))
        {
            int tid = int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);
            string comm = File.ReadAllText($"{directory}/comm").TrimEnd('\n');
            int row = calls.AddThread(new ThreadInfo(new ThreadKey(tgid, tid, (ulong)tid), comm, "program", 1, "/"));
            threads.Add(new ThreadFacts(calls, row));
        }

        return ThreadRoles.Of(program, threads).Where(role => role.Length > 0).Distinct();
    }
}
