using System.Runtime.InteropServices;
using Sysprof.Profile;

namespace Sysprof.Kernel.Requirements;

/// <summary>What /proc tells to anybody.</summary>
internal static class HostChecks
{
    private const string JitPath = "/proc/sys/net/core/bpf_jit_enable";

    public static Requirement Kernel() =>
        Kernel(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), RuntimeInformation.OSArchitecture);

    /// <summary>
    /// An older kernel is not refused: distributions bring parts of later ones to theirs, and the checks that follow find
    /// out what is there.
    /// </summary>
    /// <param name="release">As uname(2) has it.</param>
    /// <param name="architecture">The machine's.</param>
    public static Requirement Kernel(string release, Architecture architecture)
    {
        const string name = "kernel";
        string kernel = $"Linux {release}";
        return architecture switch
        {
            Architecture.X64 when KernelVersion.Parse(release) is { } version && version < KernelVersion.Oldest => Requirement.Optional(
                name,
                $"{kernel} on x86-64, older than {KernelVersion.Oldest}, the oldest that sysprof is tested on",
                $"use Linux {KernelVersion.Oldest} or later, unless nothing below is missing"),
            Architecture.X64 => Requirement.Met(name, $"{kernel} on x86-64"),
            Architecture.Arm64 => Requirement.Optional(name, $"{kernel} on arm64, where sysprof has not been run yet", null),
            Architecture other => Requirement.Missing(
                name, $"{kernel} on {other.ToString().ToLowerInvariant()}", "x86-64 is supported; `sysprof report` works everywhere"),
        };
    }

    public static Requirement PidNamespace() => PidNamespace(new FileInfo("/proc/self/ns/pid").LinkTarget);

    /// <param name="link">What the namespace's link says; null where it cannot be read.</param>
    public static Requirement PidNamespace(string? link) => Namespace(
        "PID namespace",
        link,
        "pid:[4026531836]", // PROC_PID_INIT_INO of include/linux/proc_ns.h, as all numbers here
        "a container's: its PIDs are not those that the kernel knows threads by",
        "run sysprof in the machine's PID namespace (docker: --pid=host, Kubernetes: hostPID)");

    public static Requirement UserNamespace() => UserNamespace(new FileInfo("/proc/self/ns/user").LinkTarget);

    /// <inheritdoc cref="PidNamespace(string?)"/>
    public static Requirement UserNamespace(string? link) => Namespace(
        "user namespace",
        link,
        "user:[4026531837]",
        "a container's: its root is an ordinary user to the kernel, and may not trace",
        "run sysprof as the machine's root (docker: --userns=host, podman: as root, Kubernetes: hostUsers: true)");

    /// <summary>Refuses namespaces in which nothing can be traced.</summary>
    /// <exception cref="SysprofException">They are not the machine's (78).</exception>
    public static void RequireNamespaces()
    {
        foreach (Requirement requirement in (Requirement[])[PidNamespace(), UserNamespace()])
        {
            if (requirement.State == RequirementState.Missing)
            {
                throw new SysprofException(
                    $"looking at processes: this {requirement.Name} is {requirement.Finding}", requirement.Remedy, ExitCode.KernelLacks);
            }
        }
    }

    /// <summary>The machine's namespaces have the same numbers everywhere.</summary>
    private static Requirement Namespace(string name, string? link, string machine, string container, string remedy) => link == machine
        ? Requirement.Met(name, "the machine's")
        : Requirement.Missing(name, link is null ? "not known" : container, remedy);

    public static Requirement ProgramsOfOthers() =>
        ProgramsOfOthers(Capabilities.Parse(File.ReadAllText("/proc/self/status")) ?? default);

    /// <summary>Calls are counted all the same; what those processes run is in /proc, for who might debug them.</summary>
    public static Requirement ProgramsOfOthers(Capabilities owned)
    {
        const string name = "programs of others";
        return owned.LooksAtOthers
            ? Requirement.Met(name, "named")
            : Requirement.Optional(
                name,
                "not named, only counted: other users' processes may not be looked at",
                "grant CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, too, to see which programs and versions they run");
    }

    public static Requirement Cgroups() => Cgroups(CgroupMounts.Parse(File.ReadLines("/proc/self/mountinfo")));

    /// <summary>The kernel's cgroup ids are those of the v2 hierarchy.</summary>
    public static Requirement Cgroups(CgroupMounts mounts)
    {
        const string name = "cgroups";
        const string remedy = "boot with systemd.unified_cgroup_hierarchy=1, or mount -t cgroup2 none DIRECTORY";
        return mounts switch
        {
            { Unified: { } mount, HasLegacy: false } => Requirement.Met(name, $"v2 at {mount}"),
            { Unified: { } mount } => Requirement.Optional(
                name, $"v2 at {mount} beside v1: --cgroup takes paths of v2 alone", remedy),
            { HasLegacy: true } => Requirement.Optional(
                name, "v1 alone: no --cgroup, and the paths of threads that ended early are not known", remedy),
            _ => Requirement.Optional(name, "none is mounted: no --cgroup, and no paths", remedy),
        };
    }

    public static Requirement Jit() => Jit(File.Exists(JitPath) ? File.ReadAllText(JitPath) : null);

    /// <param name="setting">The text of the sysctl; null where it cannot be seen.</param>
    public static Requirement Jit(string? setting)
    {
        const string name = "JIT compiler";
        return setting?.Trim() switch
        {
            null => Requirement.Optional(name, "not known: the setting is hidden from this network namespace", null),
            "0" => Requirement.Optional(
                name, "off: each call costs several times as much", "sysctl net.core.bpf_jit_enable=1"),
            _ => Requirement.Met(name, "on"),
        };
    }
}
