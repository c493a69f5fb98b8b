using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Requirements;
using Sysprof.Kernel.Wire;
using Sysprof.Profile;

namespace Sysprof.Kernel.Session;

/// <summary>A target looked up on this machine: what the kernel is told about it.</summary>
internal sealed record ResolvedTarget
{
    public required TargetKind Kind { get; init; }

    /// <summary>How it is written on the command line.</summary>
    public required string Words { get; init; }

    public IReadOnlyList<(TargetIdKind Kind, int Id)> Ids { get; init; } = [];

    public Regex? Comm { get; init; }

    public ulong CgroupId { get; init; }

    public int CgroupLevel { get; init; }

    /// <summary>Looks a target up.</summary>
    /// <exception cref="SysprofException">There is no such process, thread or cgroup.</exception>
    public static ResolvedTarget Of(Target target, StoppedCommand? command, CgroupMounts cgroups) => target switch
    {
        Target.Machine => new ResolvedTarget { Kind = TargetKind.Machine, Words = "the machine" },
        Target.Tasks tasks => OfTasks(tasks),
        Target.Comm comm => new ResolvedTarget
        {
            Kind = TargetKind.Comm,
            Words = $"--comm {comm.Pattern}",
            Comm = comm.Pattern,
        },
        Target.Cgroup cgroup => OfCgroup(cgroup.Path, cgroups),
        Target.Command run => new ResolvedTarget
        {
            Kind = TargetKind.Tasks,
            Words = "-- " + string.Join(' ', run.Arguments),
            Ids = [(TargetIdKind.Command, command!.Tgid)],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(target)),
    };

    /// <summary>Whether a thread with these names belongs to it, as far as names decide.</summary>
    public bool IsNamed(string comm, string process) => Comm is null || Comm.IsMatch(comm) || Comm.IsMatch(process);

    /// <summary>Writes the ids where the programs look for them.</summary>
    public void Publish(BpfMap targets)
    {
        foreach ((TargetIdKind kind, int id) in Ids)
        {
            _ = targets.TrySet((ulong)kind << 32 | (uint)id, (uint)kind);
        }
    }

    /// <summary>Whether any of the processes and threads that were named still runs.</summary>
    public bool AnyIdLives() => Ids.Any(id => id.Kind == TargetIdKind.Tid ? IsRunning(id.Id) : AnyThreadRuns(id.Id));

    private static ResolvedTarget OfTasks(Target.Tasks tasks)
    {
        foreach (int tgid in tasks.Tgids)
        {
            int? group = GroupOf(tgid);
            if (group != tgid)
            {
                throw new SysprofException(
                    $"tracing process {tgid}: no such process",
                    group is null ? "`ps -e` lists them" : $"{tgid} is a thread of process {group}: use -t {tgid}");
            }
        }

        foreach (int tid in tasks.Tids)
        {
            if (GroupOf(tid) is null)
            {
                throw new SysprofException($"tracing thread {tid}: no such thread", "`ps -eL` lists them");
            }
        }

        string[] words =
        [
            .. tasks.Tgids.Count > 0 ? [$"-p {string.Join(',', tasks.Tgids)}"] : Array.Empty<string>(),
            .. tasks.Tids.Count > 0 ? [$"-t {string.Join(',', tasks.Tids)}"] : Array.Empty<string>(),
        ];
        return new ResolvedTarget
        {
            Kind = TargetKind.Tasks,
            Words = string.Join(' ', words),
            Ids =
            [
                .. tasks.Tgids.Select(tgid => (TargetIdKind.Tgid, tgid)),
                .. tasks.Tids.Select(tid => (TargetIdKind.Tid, tid)),
            ],
        };
    }

    private static ResolvedTarget OfCgroup(string path, CgroupMounts cgroups)
    {
        string mount = cgroups.Unified ?? throw new SysprofException(
            $"tracing cgroup {path}: the cgroup v2 hierarchy is not mounted",
            "mount it (mount -t cgroup2 none /sys/fs/cgroup), or use -p",
            ExitCode.KernelLacks);
        // PROC_CGROUP_INIT_INO of include/linux/proc_ns.h. Elsewhere paths do not begin at the kernel's root.
        if (new FileInfo("/proc/self/ns/cgroup").LinkTarget != "cgroup:[4026531835]")
        {
            throw new SysprofException(
                $"tracing cgroup {path}: this is a container's cgroup namespace",
                "run sysprof in the machine's (docker: --cgroupns=host)",
                ExitCode.KernelLacks);
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(
            path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal) ? path : mount + "/" + path));
        if (!File.Exists(full + "/cgroup.controllers"))
        {
            throw new SysprofException(
                $"tracing cgroup {path}: {full}: no such cgroup of the v2 hierarchy",
                $"paths are below {mount}; /proc/PID/cgroup shows a process's");
        }

        return new ResolvedTarget
        {
            Kind = TargetKind.Cgroup,
            Words = $"--cgroup {path}",
            CgroupId = (ulong)SysprofNative.Inode(full),
            // The root is level 0 and its own ancestor there.
            CgroupLevel = LevelOf(cgroups.UnifiedRoot!) + LevelOf(full[mount.Length..]),
        };
    }

    private static int LevelOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>The thread group of a thread, null when there is no such thread.</summary>
    private static int? GroupOf(int tid)
    {
        try
        {
            return TaskFiles.Tgid(File.ReadAllText($"/proc/{tid}/status"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a process runs: its leader may have ended before its other threads.</summary>
    private static bool AnyThreadRuns(int tgid)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{tgid}/task")
                .Any(path => IsRunning(int.Parse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsRunning(int tid)
    {
        try
        {
            return TaskFiles.IsRunning(File.ReadAllText($"/proc/{tid}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
