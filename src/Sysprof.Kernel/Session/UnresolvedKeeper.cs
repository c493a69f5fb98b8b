using Sysprof.Kernel.Files;
using Sysprof.Kernel.Processes;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>What was not found out in each interval, by reason. That a process ended before it was looked at is no reason to worry.</summary>
/// <param name="descriptors">Counts of what descriptors refer to; null where that is not traced.</param>
/// <param name="programs">Counts of what processes run; null where that is not looked at.</param>
internal sealed class UnresolvedKeeper(UnresolvedCounts? descriptors, ProgramLooker? programs)
{
    private readonly (string What, Func<long> Total)[] _sources =
    [
        .. descriptors is null
            ? Array.Empty<(string, Func<long>)>()
            :
            [
                ("descriptors (too many questions)", () => descriptors.Refused),
                ("descriptors (answered too late)", () => descriptors.Late),
                ("descriptors (reused meanwhile)", () => descriptors.Overtaken),
                ("descriptors (closed or process gone)", () => descriptors.Gone),
            ],
        .. programs is null
            ? Array.Empty<(string, Func<long>)>()
            :
            [
                ("programs (file system does not answer)", () => programs.CountOf(LookOutcome.NoAnswer)),
                ("programs (too many questions)", () => programs.CountOf(LookOutcome.NotAsked)),
            ],
    ];

    private readonly Dictionary<string, long> _before = [];

    /// <summary>The counts since the last call, those above 0.</summary>
    public IReadOnlyList<Unresolved> Next()
    {
        var counts = new List<Unresolved>();
        foreach ((string what, Func<long> total) in _sources)
        {
            long now = total();
            long since = now - _before.GetValueOrDefault(what);
            _before[what] = now;
            if (since > 0)
            {
                counts.Add(new Unresolved(what, since));
            }
        }

        return counts;
    }
}
