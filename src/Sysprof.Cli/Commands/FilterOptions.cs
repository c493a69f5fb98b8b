using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Commands;

/// <summary>FILTERS: which calls are traced, and which of them are shown.</summary>
internal sealed class FilterOptions : SyscallOptions
{
    private readonly Option<bool> _failed;
    private readonly Option<string[]> _errnos;

    public FilterOptions()
    {
        _failed = Flag("Show only calls that failed", "--failed", "-x");
        _errnos = Values("ERRNO", "Show only calls that failed so: EAGAIN,ENOENT; may be repeated", "--errno");
    }

    /// <summary>Whether only failures are shown.</summary>
    public bool ReadFailed(ParseResult parse) => parse.GetValue(_failed);

    /// <summary>The errnos that are shown; empty for all.</summary>
    public IReadOnlyCollection<int> ReadErrnos(ParseResult parse) =>
        [.. (parse.GetValue(_errnos) ?? []).SelectMany(value => value.Split(',')).Select(NumberOf)];

    private int NumberOf(string name) =>
        ErrnoNames.TryNumber(name.ToUpperInvariant(), out int errno) && errno > 0
            ? errno
            : throw Usage.Error($"{_errnos.Name} '{name}': no error has this name{Suggestions.DidYouMean(name, ErrnoNames.All)}");
}
