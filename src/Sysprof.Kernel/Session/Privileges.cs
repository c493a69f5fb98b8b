using System.ComponentModel;
using System.Globalization;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Requirements;
using Sysprof.Profile;

namespace Sysprof.Kernel.Session;

/// <summary>The capabilities of this process. A session needs them to start, and no more when it has started.</summary>
public static unsafe class Privileges
{
    // Since then kernel.unprivileged_bpf_disabled is about new maps and programs; before, about every bpf().
    private static readonly Version s_mapsStayOpen = new(5, 19);

    /// <summary>The effective capabilities that any thread of this process has, a bit each (capabilities(7)).</summary>
    public static ulong Effective
    {
        get
        {
            ulong any = 0;
            foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                any |= MaskOf(thread);
            }

            return any;
        }
    }

    /// <summary>
    /// Takes every capability from every thread for good, sets no_new_privs, and returns when no thread has any left.
    /// Sessions that have started go on and can be stopped; another one cannot be started. What runs already as a
    /// process of its own keeps what it has.
    /// </summary>
    /// <exception cref="SysprofException">
    /// A thread does not give them up (1), or this kernel lets nobody without them read what was counted (78).
    /// </exception>
    public static void Drop() => DropAllBut(default);

    /// <summary>
    /// The same for a run whose processes are looked at, too: CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH and
    /// CAP_CHECKPOINT_RESTORE, which tell what those of others run, and CAP_KILL, which passes signals on to a command, stay
    /// where they are.
    /// </summary>
    /// <exception cref="SysprofException">As in <see cref="Drop"/>.</exception>
    public static void DropMost() => DropAllBut(Capabilities.OfRun);

    private static void DropAllBut(Capabilities kept)
    {
        if (!MapsStayOpen(
            File.ReadAllText("/proc/sys/kernel/osrelease"), File.ReadAllText("/proc/sys/kernel/unprivileged_bpf_disabled")))
        {
            throw new SysprofException(
                "dropping capabilities: this kernel lets nobody without them read what was counted",
                "use Linux 5.19 or later",
                ExitCode.KernelLacks);
        }

        int tid;
        int result = SysprofNative.DropPrivileges(kept.Mask, &tid);
        if (result < 0)
        {
            throw Refused(-result, tid);
        }
    }

    /// <summary>Whether maps that are open can be read without capabilities.</summary>
    /// <param name="release">The text of kernel.osrelease.</param>
    /// <param name="disabled">The text of kernel.unprivileged_bpf_disabled.</param>
    internal static bool MapsStayOpen(string release, string disabled)
    {
        string[] parts = release.Split('.', '-');
        return disabled.Trim() == "0" || (parts.Length >= 2 &&
            int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) &&
            new Version(major, minor) >= s_mapsStayOpen);
    }

    private static SysprofException Refused(int error, int tid)
    {
        const string doing = "dropping capabilities";
        string cause = ErrorText.Of(error);
        return tid == 0
            ? new SysprofException($"{doing}: {cause}", inner: new Win32Exception(error))
            : new SysprofException(
                $"{doing}: thread {tid} ({NameOf(tid)}) still has some: it takes no signals",
                "a library that was loaded into sysprof (LD_PRELOAD, a profiler) may have started it: run without");
    }

    private static ulong MaskOf(string thread)
    {
        try
        {
            return Capabilities.Parse(File.ReadAllText($"{thread}/status"))?.Mask ?? 0;
        }
        catch (IOException)
        {
            // It has ended, and its capabilities with it.
            return 0;
        }
    }

    private static string NameOf(int tid)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{tid}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return "ended";
        }
    }
}
