namespace Sysprof.Profile.Findings;

/// <summary>Something in a result that is worth a look, with the numbers that it rests on.</summary>
public sealed record Finding
{
    /// <summary>Threads and resources that are named; the others are only counted.</summary>
    public const int MostNamed = 3;

    /// <summary>The id of the rule that found it: <c>empty-reads</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>What was found, with the number that matters. What a program chose may be in it: not fit for a terminal.</summary>
    public required string Title { get; init; }

    /// <summary>What it costs, in nanoseconds: time in the calls, waiting for something to do left out, and what making them costs.</summary>
    public required long WeightNs { get; init; }

    /// <summary>The numbers it rests on, with what they had to reach.</summary>
    public required IReadOnlyList<FindingNumber> Evidence { get; init; }

    /// <summary>The threads with the most of it.</summary>
    public required IReadOnlyList<FindingThread> Threads { get; init; }

    /// <summary>How many other threads there are.</summary>
    public required int OtherThreads { get; init; }

    /// <summary>The files and peers with the most of it; none where that is not known.</summary>
    public required IReadOnlyList<FindingResource> Resources { get; init; }

    /// <summary>What it usually means, in one sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>The command to run next, in words that are quoted for a shell and hold no character that harms a terminal.</summary>
    public required IReadOnlyList<string> Next { get; init; }
}
