using System.Globalization;

namespace Sysprof.KernelTests.Sights;

/// <summary>
/// A thread that sleeps in a call, and how often it had given up a CPU by then. Twice the same is a thread that did not
/// run in between: to enter another call it must wake, and to be found asleep again it must give up its CPU once more.
/// </summary>
/// <param name="Syscall">Its file /proc/PID/task/TID/syscall.</param>
/// <param name="Switches">The lines of its status about context switches.</param>
internal sealed record StandingThread(string Syscall, string Switches)
{
    /// <summary>Those of a process that sleep in a call, by tid.</summary>
    public static Dictionary<int, StandingThread> AllOf(int tgid)
    {
        var standing = new Dictionary<int, StandingThread>();
        foreach (string directory in Directory.EnumerateDirectories($"/proc/{tgid}/task"))
        {
            try
            {
                var thread = new StandingThread(File.ReadAllText($"{directory}/syscall"), SwitchesOf(directory));
                if (SyscallFile.Parse(thread.Syscall) is not null)
                    standing.Add(int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture), thread);
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }
        }

        return standing;
    }

    private static string SwitchesOf(string directory) => string.Join(
        '\n', File.ReadLines($"{directory}/status").Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal)));
}
