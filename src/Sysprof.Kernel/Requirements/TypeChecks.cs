namespace Sysprof.Kernel.Requirements;

/// <summary>What the kernel's types tell to anybody who may read them.</summary>
/// <param name="path">Where they are.</param>
internal sealed class TypeChecks(string path) : IDisposable
{
    private const string Remedy =
        "use a kernel built with CONFIG_DEBUG_INFO_BTF, or let SYSPROF_BTF name a file that has the types of this one";

    private static readonly string[] s_tracepoints =
        ["sys_enter", "sys_exit", "sched_process_fork", "sched_process_exec", "sched_process_exit"];

    /// <summary>These serve one kind of target each.</summary>
    private static readonly (string Tracepoint, string Option)[] s_targetTracepoints =
        [("task_rename", "--comm")];

    private readonly KernelTypes? _types = File.Exists(path) ? KernelTypes.Read(path) : null;

    public Requirement Types() => this switch
    {
        { _types: not null } => Requirement.Met("BTF", path),
        _ when File.Exists(path) => Requirement.Missing("BTF", $"{path} cannot be read as BTF", Remedy),
        _ => Requirement.Missing("BTF", $"{path}: no such file", Remedy),
    };

    public Requirement Tracepoints()
    {
        const string name = "tracepoints";
        if (_types is null)
        {
            return Requirement.Unknown(name, "not known without BTF", Remedy);
        }

        string[] missing = [.. s_tracepoints.Where(tracepoint => !_types.HasTracepoint(tracepoint))];
        if (missing.Length > 0)
        {
            return Requirement.Missing(
                name,
                $"the kernel has no {string.Join(", ", missing)}",
                "use a kernel built with CONFIG_FTRACE_SYSCALLS, which has raw_syscalls");
        }

        string[] targets = [.. s_targetTracepoints.Where(pair => !_types.HasTracepoint(pair.Tracepoint)).Select(pair => pair.Option)];
        return targets.Length > 0
            ? Requirement.Optional(name, $"{string.Join(" and ", targets)} cannot be used: the kernel lacks their tracepoints", null)
            : Requirement.Met(name, "raw_syscalls, sched, task and cgroup");
    }

    /// <param name="trial">Whether one was run; null when that was not permitted.</param>
    /// <param name="permission">What was missing for it.</param>
    public Requirement TaskIterator(KernelTrial? trial, Requirement permission)
    {
        const string name = "task iterator";
        if (_types is null)
        {
            return Requirement.Unknown(name, "not known without BTF", Remedy);
        }

        if (!_types.HasIterator("task"))
        {
            return Requirement.Missing(name, "the kernel has none", "use Linux 5.11 or later");
        }

        return trial switch
        {
            null => BpfChecks.NotPermitted(name, permission),
            { Reached: >= KernelTrial.Step.Iterated } => Requirement.Met(name, "has looked at every task"),
            { Reached: KernelTrial.Step.Loaded, Refusal: { } refusal } =>
                Requirement.Missing(name, refusal, trial.Hint ?? "a security policy may forbid it: see the kernel's log"),
            _ => Requirement.Met(name, "the kernel has it; not run, as the programs were not loaded"),
        };
    }

    /// <summary>It tells what descriptors refer to.</summary>
    public Requirement FileIterator()
    {
        const string name = "file iterator";
        if (_types is null)
        {
            return Requirement.Unknown(name, "not known without BTF", Remedy);
        }

        return _types.HasIterator("task_file")
            ? Requirement.Met(name, "the kernel has it")
            : Requirement.Missing(name, "the kernel has none", "use Linux 5.8 or later");
    }

    public void Dispose() => _types?.Dispose();
}
