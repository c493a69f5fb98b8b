using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>What a finding is about, added up thread by thread.</summary>
internal sealed class Concern(ObservedRun run)
{
    /// <summary>
    /// What making a call costs beside the time in it: entry, exit, and what they leave of the caches. An order of magnitude,
    /// so that many short calls have a weight.
    /// </summary>
    public const long NsPerCall = 1000;

    private readonly Dictionary<int, (ThreadInfo Who, long Calls)> _threads = [];
    private readonly Dictionary<Resource, long> _resources = [];
    private long _costNs;

    /// <summary>The calls counted.</summary>
    public long Calls { get; private set; }

    /// <summary>Of them per second.</summary>
    public double PerSecond => run.PerSecond(Calls);

    /// <summary>The names of the calls, each once.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>What it costs, in nanoseconds.</summary>
    public long WeightNs => _costNs + Calls * NsPerCall;

    /// <summary>The threads with the most calls.</summary>
    public IReadOnlyList<FindingThread> Threads =>
    [
        .. _threads.OrderByDescending(thread => thread.Value.Calls).ThenBy(thread => thread.Key)
            .Take(Finding.MostNamed)
            .Select(thread => new FindingThread(thread.Value.Who, thread.Value.Calls)),
    ];

    /// <summary>How many other threads there are.</summary>
    public int OtherThreads => Math.Max(0, _threads.Count - Finding.MostNamed);

    /// <summary>The resources with the most calls.</summary>
    public IReadOnlyList<FindingResource> Resources =>
    [
        .. _resources.OrderByDescending(resource => resource.Value)
            .ThenBy(resource => resource.Key.Name, StringComparer.Ordinal)
            .Take(Finding.MostNamed)
            .Select(resource => new FindingResource(resource.Key, resource.Value)),
    ];

    /// <summary>Adds calls of a thread.</summary>
    /// <param name="part">The calls.</param>
    /// <param name="calls">How many of them count.</param>
    /// <param name="costNs">The time in them that could be saved, in nanoseconds.</param>
    public void Add(in ThreadCalls part, long calls, long costNs)
    {
        if (calls <= 0)
        {
            return;
        }

        Calls += calls;
        _costNs += costNs;
        Names.Add(part.Name);
        _threads[part.Row] = (part.Who, _threads.GetValueOrDefault(part.Row).Calls + calls);
        if (part.Counts.Resource is { Kind: not (ResourceKind.Unresolved or ResourceKind.NotOpen or ResourceKind.Other) } resource)
        {
            _resources[resource] = _resources.GetValueOrDefault(resource) + calls;
        }
    }

    /// <summary>The finding.</summary>
    /// <param name="rule">Whose it is.</param>
    /// <param name="title">See <see cref="Finding.Title"/>.</param>
    /// <param name="evidence">See <see cref="Finding.Evidence"/>.</param>
    /// <param name="meaning">See <see cref="Finding.Meaning"/>.</param>
    /// <param name="next">What to run next on the processes concerned.</param>
    public Finding ToFinding(
        IFindingRule rule, string title, IReadOnlyList<FindingNumber> evidence, string meaning, NextCommand next) => new()
        {
            Rule = rule.Id,
            Title = title,
            WeightNs = WeightNs,
            Evidence = evidence,
            Threads = Threads,
            OtherThreads = OtherThreads,
            Resources = Resources,
            Meaning = meaning,
            Next = next(this, run),
        };
}
