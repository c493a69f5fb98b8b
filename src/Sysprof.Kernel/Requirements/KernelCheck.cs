using System.ComponentModel;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Session;

namespace Sysprof.Kernel.Requirements;

/// <summary>Finds out what this kernel and this user can do, by trying it.</summary>
public static class KernelCheck
{
    /// <summary>
    /// Everything that tracing needs, from what is needed first to our own programs, which are the proof. Works for
    /// every user on every machine; what may not be looked at is not known.
    /// </summary>
    public static IReadOnlyList<Requirement> Run()
    {
        Requirement libbpf = Guarded("libbpf", Libbpf);
        return
        [
            Guarded("kernel", HostChecks.Kernel),
            Guarded("PID namespace", HostChecks.PidNamespace),
            Guarded("user namespace", HostChecks.UserNamespace),
            Guarded("cgroups", HostChecks.Cgroups),
            Guarded("JIT compiler", HostChecks.Jit),
            Guarded("programs of others", HostChecks.ProgramsOfOthers),
            libbpf,
            .. libbpf.State == RequirementState.Met ? WithLibbpf() : WithoutLibbpf(),
        ];
    }

    private static List<Requirement> WithLibbpf()
    {
        using var types = new TypeChecks(KernelPrograms.BtfPath);
        Requirement permission = Guarded("permission", BpfChecks.Permission);
        KernelTrial? trial = permission.State == RequirementState.Met ? KernelTrial.Run() : null;
        Requirement taskStorage = BpfChecks.TaskStorageMap(permission);
        return
        [
            permission,
            types.Types(),
            types.Tracepoints(),
            BpfChecks.RingBufferMap(permission),
            taskStorage,
            BpfChecks.Helpers(permission),
            BpfChecks.MemoryLock(taskStorage),
            BpfChecks.TracingPrograms(trial, permission),
            types.TaskIterator(trial, permission),
            types.FileIterator(),
            BpfChecks.Programs(trial, permission),
        ];
    }

    private static List<Requirement> WithoutLibbpf() =>
    [
        Requirement.Unknown("everything else", "not looked for without libbpf", "install libbpf first"),
    ];

    private static Requirement Libbpf()
    {
        const string name = "libbpf";
        const string remedy = "install libbpf 1.1 or later (Debian, Ubuntu: libbpf1; Fedora: libbpf)";
        string? version = LibbpfVersion.Ask();
        if (version is null)
        {
            return Requirement.Missing(name, $"{LibBpf.Library} cannot be loaded", remedy);
        }

        LibbpfLog.Install();
        return LibbpfVersion.Parse(version) is { } parsed && parsed < LibbpfVersion.Oldest
            ? Requirement.Missing(name, version, remedy)
            : Requirement.Met(name, version);
    }

    /// <summary>A check that finds its own grounds missing (no /proc, say) says so instead of ending the others.</summary>
    private static Requirement Guarded(string name, Func<Requirement> check)
    {
        try
        {
            return check();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception
            or DllNotFoundException or EntryPointNotFoundException)
        {
            return Requirement.Missing(
                name, failure.Message.Split('\n')[0], "let sysprof see /proc and /sys, and its own files beside it");
        }
    }
}
