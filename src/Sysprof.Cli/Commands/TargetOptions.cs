using System.CommandLine;
using System.Text.RegularExpressions;
using Sysprof.Cli.CommandLine;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Commands;

/// <summary>TARGET: whose calls a run traces.</summary>
internal sealed class TargetOptions : TaskOptions
{
    private readonly Option<bool> _noFollow;
    private readonly Option<string> _ringSize;

    public TargetOptions()
        : base("TARGET (none: the whole machine)", "These processes, all their threads: 12,13; may be repeated")
    {
        _noFollow = Flag("Leave out the processes that a target process forks", "--no-follow");
        _ringSize = Value(
            "SIZE", "Ring buffer between kernel and sysprof: a power of two, as in 16M; larger loses less", "--ring-size");
    }

    /// <summary>What follows <c>--</c>.</summary>
    public Argument<string[]> Command { get; } = new("COMMAND") { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>What to trace.</summary>
    public SessionOptions Read(ParseResult parse, SyscallSet calls) =>
        Read(parse, calls, parse.GetValue(Command) ?? []);

    /// <summary>What to trace, with a command that was found elsewhere.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="calls">Which calls.</param>
    /// <param name="command">The command and its arguments; none for no command.</param>
    /// <param name="tgids">Processes that were named elsewhere, too.</param>
    public SessionOptions Read(
        ParseResult parse, SyscallSet calls, string[] command, IReadOnlyList<int>? tgids = null) => new()
        {
            Target = ReadTarget(parse, command, tgids ?? []),
            Calls = calls,
            FollowChildren = !parse.GetValue(_noFollow),
            RaisesPriority = true,
            RingBytes = parse.GetValue(_ringSize) is string size ? SizeText.ParseRing(_ringSize.Name, size) : null,
        };

    /// <summary>Refuses what only a run can have, where a recording is shown.</summary>
    public void RefuseForRecording(ParseResult parse) => RefuseForRecording(parse, [_noFollow, _ringSize]);

    private Target ReadTarget(ParseResult parse, string[] command, IReadOnlyList<int> named)
    {
        IReadOnlyList<int> tgids = [.. Tgids(parse).Union(named)];
        IReadOnlyList<int> tids = Tids(parse);
        Regex? comm = Comm(parse);
        string? cgroup = Cgroup(parse);

        var kinds = new List<(string Name, Target Target)>();
        if (tgids.Count + tids.Count > 0)
        {
            kinds.Add((tgids.Count > 0 ? "-p" : "-t", new Target.Tasks(tgids, tids)));
        }

        if (comm is not null)
        {
            kinds.Add(("--comm", new Target.Comm(comm)));
        }

        if (cgroup is not null)
        {
            kinds.Add(("--cgroup", new Target.Cgroup(cgroup)));
        }

        if (command.Length > 0)
        {
            kinds.Add(("-- COMMAND", new Target.Command(command)));
        }

        return kinds.Count switch
        {
            0 => new Target.Machine(),
            1 => kinds[0].Target,
            _ => throw Usage.Error($"{kinds[0].Name} and {kinds[1].Name} cannot be combined: one kind of target at a time"),
        };
    }
}
