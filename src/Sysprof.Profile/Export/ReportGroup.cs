using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>A thread, a process or all threads, with its calls.</summary>
public sealed record ReportGroup
{
    /// <summary>Who it is; without names and ids when all threads are one group.</summary>
    public ThreadInfo Who => Total.Who;

    /// <summary>Its calls added up.</summary>
    public required ReportRow Total { get; init; }

    /// <summary>Its calls in the report's order.</summary>
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    /// <summary>How many threads it is made of.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Calls of it that were lost on their way.</summary>
    public required long Lost { get; init; }

    /// <summary>True once all its threads have ended.</summary>
    public required bool Ended { get; init; }

    /// <summary>What it is in, of several threads the longest; null when in nothing.</summary>
    public required InFlightCall? InFlight { get; init; }
}
