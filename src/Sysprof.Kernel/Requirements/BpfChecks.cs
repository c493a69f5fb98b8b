using Sysprof.Kernel.Libbpf;

namespace Sysprof.Kernel.Requirements;

/// <summary>What only the bpf system call can tell.</summary>
internal static unsafe class BpfChecks
{
    private const string BecomeRoot = "run as root, or grant CAP_BPF and CAP_PERFMON";

    // enum bpf_map_type and enum bpf_prog_type of linux/bpf.h.
    private const int LruHash = 9;
    private const int RingBuffer = 27;
    private const int TaskStorage = 29;
    private const int KernelProbe = 2;
    private const int Tracing = 26;

    /// <summary>
    /// Those of the functions that our programs call that came last, by their number in enum bpf_func_id of linux/bpf.h, and
    /// since when tracing programs may.
    /// </summary>
    private static readonly (int Number, string Name, string Since)[] s_helpers =
    [
        (113, "bpf_probe_read_kernel", "5.5"),
        (130, "bpf_ringbuf_output", "5.8"),
        (156, "bpf_task_storage_get", "5.11"),
        (158, "bpf_get_current_task_btf", "5.11"),
        (123, "bpf_get_current_ancestor_cgroup_id", "5.14"),
        (175, "bpf_task_pt_regs", "5.15"),
        (181, "bpf_loop", "5.17"),
    ];

    /// <param name="name">What cannot be looked at.</param>
    /// <param name="permission">What is missing for it.</param>
    public static Requirement NotPermitted(string name, Requirement permission) =>
        Requirement.Unknown(name, "not permitted to find out", permission.Remedy ?? BecomeRoot);

    public static Requirement Permission() => Permission(
        Capabilities.Parse(File.ReadAllText("/proc/self/status")) ?? default,
        // Needs CAP_BPF of the machine, not of a user namespace; most other types are open to all on some machines.
        () => HasMap(LruHash));

    /// <param name="owned">What the process has.</param>
    /// <param name="works">Whether the kernel honours it.</param>
    public static Requirement Permission(Capabilities owned, Func<bool> works)
    {
        const string name = "permission";
        if (!owned.Bpf || !owned.Tracing)
        {
            return Requirement.Missing(name, owned.Words, BecomeRoot);
        }

        return works()
            ? Requirement.Met(name, owned.Words)
            : Requirement.Missing(
                name,
                $"{owned.Words}, and yet bpf() is refused",
                "run outside of the container, or let its user namespace, seccomp profile and security policy allow bpf()");
    }

    public static Requirement RingBufferMap(Requirement permission) => Map("ring buffer", RingBuffer, permission, "5.8");

    public static Requirement TaskStorageMap(Requirement permission) => Map("task storage", TaskStorage, permission, "5.11");

    /// <summary>
    /// libbpf cannot try them in a tracing program. A kernel probe may call the same ones.
    /// </summary>
    public static Requirement Helpers(Requirement permission) => Helpers(
        permission, helper => LibBpf.libbpf_probe_bpf_helper(KernelProbe, helper, null) != 0); // negative: it could not be tried

    /// <param name="permission">What may be missing for it.</param>
    /// <param name="has">Whether the kernel has the one of this number.</param>
    public static Requirement Helpers(Requirement permission, Func<int, bool> has)
    {
        const string name = "helper functions";
        if (permission.State != RequirementState.Met)
        {
            return NotPermitted(name, permission);
        }

        LibbpfLog.Install();
        (int Number, string Name, string Since)[] missing = [.. s_helpers.Where(helper => !has(helper.Number))];
        return missing.Length == 0
            ? Requirement.Met(name, "the kernel has them")
            : Requirement.Missing(
                name,
                $"the kernel has no {string.Join(", ", missing.Select(helper => helper.Name))}",
                $"use Linux {missing[^1].Since} or later");
    }

    /// <summary>Tracing programs have task storage since 5.11, and since then maps are charged to their cgroup.</summary>
    public static Requirement MemoryLock(Requirement taskStorage)
    {
        const string name = "memory lock limit";
        return taskStorage.State == RequirementState.Met
            ? Requirement.Met(name, "not needed: the kernel charges maps to the cgroup")
            : Requirement.Optional(name, "not known without task storage; kernels that have it need none", null);
    }

    /// <summary>
    /// libbpf tries an fentry program, which some machines forbid though they allow our kind (<c>tp_btf</c>): its no
    /// means nothing.
    /// </summary>
    public static Requirement TracingPrograms(KernelTrial? trial, Requirement permission)
    {
        const string name = "tracing programs";
        return trial switch
        {
            null => NotPermitted(name, permission),
            { Reached: >= KernelTrial.Step.Loaded } => Requirement.Met(name, "the kernel takes them"),
            _ when LibBpf.libbpf_probe_bpf_prog_type(Tracing, null) == 1 => Requirement.Met(name, "the kernel has them"),
            _ => Requirement.Optional(name, "not known, as none was loaded", null),
        };
    }

    public static Requirement Programs(KernelTrial? trial, Requirement permission)
    {
        const string name = "sysprof's programs";
        return trial switch
        {
            null => NotPermitted(name, permission),
            { Refusal: { } refusal } => Requirement.Missing(
                name, refusal, trial.Hint is { } hint && !hint.Contains("sysprof check", StringComparison.Ordinal)
                    ? hint
                    : "what is missing above explains it; if nothing is, please report this line"),
            _ => Requirement.Met(name, "loaded and attached"),
        };
    }

    private static Requirement Map(string name, int type, Requirement permission, string since)
    {
        if (permission.State != RequirementState.Met)
        {
            return NotPermitted(name, permission);
        }

        return HasMap(type)
            ? Requirement.Met(name, "the kernel has it")
            : Requirement.Missing(name, "the kernel has none", $"use Linux {since} or later");
    }

    private static bool HasMap(int type)
    {
        LibbpfLog.Install();
        return LibBpf.libbpf_probe_bpf_map_type(type, null) == 1;
    }
}
