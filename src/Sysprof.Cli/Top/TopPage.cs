using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>
/// The answer to a <see cref="TopQuery"/>: what the screen is drawn from, while the model takes the next interval on its own
/// thread. Never changed; valid until the page of the next interval has replaced it, see <see cref="Present.Summary"/>.
/// </summary>
internal sealed class TopPage
{
    /// <summary>What was asked.</summary>
    public required TopQuery Query { get; init; }

    /// <summary>Whether there is an interval to show.</summary>
    public required bool HasInterval { get; init; }

    /// <summary>The interval that is shown.</summary>
    public required Summary Now { get; init; }

    /// <summary>The account since the start.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>Threads that live.</summary>
    public required int LivingThreads { get; init; }

    /// <summary>All calls of the interval.</summary>
    public required CallCell Total { get; init; }

    /// <summary>How many findings there are of everything that is shown at all; 0 at other places.</summary>
    public required int FindingCount { get; init; }

    /// <summary>The report of the interval.</summary>
    public required Report Report { get; init; }

    /// <summary>The rows, sorted and filtered.</summary>
    public required ITopRows Rows { get; init; }

    /// <summary>What cells are made from, beside their rows.</summary>
    public required TopFrame Frame { get; init; }

    /// <summary>The latencies of the call of the query, the oldest interval first; empty for a table.</summary>
    public required IReadOnlyList<PastLatencies> Past { get; init; }
}
