using System.CommandLine;
using System.Text.RegularExpressions;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Cli.Commands;

/// <summary>Options that say whose calls: to trace them, or to show them of a recording.</summary>
internal abstract class TaskOptions : OptionGroup
{
    private readonly Option<string[]> _pids;
    private readonly Option<string[]> _tids;
    private readonly Option<string> _comm;
    private readonly Option<string> _cgroup;

    protected TaskOptions(string title, string processes)
        : base(title)
    {
        _pids = Values("PID[,PID]", processes, "--pid", "-p");
        _tids = Values("TID[,TID]", "These threads; may be combined with -p", "--tid", "-t");
        _comm = Value("REGEX", "Threads whose own or whose process's name matches", "--comm");
        _cgroup = Value("PATH", "Threads in this v2 cgroup or below it: system.slice/nginx.service", "--cgroup");
    }

    /// <summary>They as a filter of what was recorded; all that is given must hold, of -p and -t one.</summary>
    public SummaryFilter ReadFilter(ParseResult parse) => new()
    {
        Tgids = [.. Tgids(parse)],
        Tids = [.. Tids(parse)],
        Comm = Comm(parse),
        Cgroup = Cgroup(parse),
    };

    /// <summary>The processes that were named.</summary>
    protected IReadOnlyList<int> Tgids(ParseResult parse) => IdList.Parse(_pids.Name, parse.GetValue(_pids) ?? []);

    /// <summary>The threads that were named.</summary>
    protected IReadOnlyList<int> Tids(ParseResult parse) => IdList.Parse(_tids.Name, parse.GetValue(_tids) ?? []);

    /// <summary>The cgroup that was named, or null.</summary>
    protected string? Cgroup(ParseResult parse) =>
        parse.GetValue(_cgroup) is not "" and var path ? path : throw Usage.Error($"{_cgroup.Name} '': the path is empty");

    /// <summary>The pattern for names, or null.</summary>
    protected Regex? Comm(ParseResult parse)
    {
        if (parse.GetValue(_comm) is not string pattern)
        {
            return null;
        }

        if (pattern.Length == 0)
        {
            throw Usage.Error($"{_comm.Name}: a pattern of no characters fits every thread; without it all are shown");
        }

        try
        {
            // Without backtracking no pattern takes longer than linear time on a name.
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (RegexParseException error)
        {
            throw Usage.Error($"{_comm.Name} '{pattern}': is not a regular expression: {Reason(error)}");
        }
        catch (NotSupportedException)
        {
            throw Usage.Error($"{_comm.Name} '{pattern}': a pattern may not look around, refer back or be atomic");
        }
    }

    // "Invalid pattern '(' at offset 1. Not enough )'s." The pattern is in our message already.
    private static string Reason(RegexParseException error)
    {
        int afterOffset = error.Message.IndexOf(". ", StringComparison.Ordinal);
        string reason = afterOffset < 0 ? error.Message : error.Message[(afterOffset + 2)..];
        return reason.TrimEnd('.');
    }
}
