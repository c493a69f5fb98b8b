using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Commands;

/// <summary>FILTERS: which calls are traced.</summary>
internal class SyscallOptions : OptionGroup
{
    private readonly Option<string[]> _syscalls;

    public SyscallOptions()
        : base("FILTERS")
    {
        _syscalls = Values(
            "SET",
            "Only these calls, as in strace: names, %file %desc %network %memory %process %signal %ipc, !not, /regex/, "
                + "with commas; may be repeated",
            "--syscall",
            "-e");
        _syscalls.CompletionSources.Add(_ => SyscallSet.Words);
    }

    /// <summary>The set of calls.</summary>
    public SyscallSet ReadSet(ParseResult parse)
    {
        SyscallSet set = SyscallSet.Parse(parse.GetValue(_syscalls) ?? []);
        return set.IsEmpty ? throw Usage.Error($"{_syscalls.Name}: no call is left in this set") : set;
    }
}
