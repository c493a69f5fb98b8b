using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Commands;

/// <summary>FILTERS: which calls.</summary>
internal sealed class FilterOptions : OptionGroup
{
    private readonly Option<string[]> _syscalls;
    private readonly Option<bool> _failed;
    private readonly Option<string[]> _errnos;

    public FilterOptions()
        : base("FILTERS")
    {
        _syscalls = Values(
            "SET",
            "Only these calls, as in strace: names, %file %desc %network %memory %process %signal %ipc, !not, /regex/, "
                + "with commas; may be repeated",
            "--syscall",
            "-e");
        _syscalls.CompletionSources.Add(_ => SyscallSet.Words);
        _failed = Flag("Show only calls that failed", "--failed", "-x");
        _errnos = Values("ERRNO", "Show only calls that failed so: EAGAIN,ENOENT; may be repeated", "--errno");
    }

    /// <summary>The set of calls.</summary>
    public SyscallSet ReadSet(ParseResult parse)
    {
        SyscallSet set = SyscallSet.Parse(parse.GetValue(_syscalls) ?? []);
        return set.IsEmpty ? throw Usage.Error($"{_syscalls.Name}: no call is left in this set") : set;
    }

    /// <summary>Whether only failures are shown.</summary>
    public bool ReadFailed(ParseResult parse) => parse.GetValue(_failed);

    /// <summary>The errnos that are shown; empty for all.</summary>
    public IReadOnlyCollection<int> ReadErrnos(ParseResult parse) =>
        [.. (parse.GetValue(_errnos) ?? []).SelectMany(value => value.Split(',')).Select(NumberOf)];

    private int NumberOf(string name) =>
        ErrnoNames.TryNumber(name.ToUpperInvariant(), out int errno) && errno > 0
            ? errno
            : throw Usage.Error($"{_errnos.Name} '{name}': no error has this name");
}
