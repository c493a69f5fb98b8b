using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What one descriptor of one process referred to for a time.</summary>
/// <param name="resource">What it referred to.</param>
/// <param name="sinceNs">From when on, CLOCK_MONOTONIC nanoseconds.</param>
internal sealed class Binding(Resource resource, ulong sinceNs)
{
    public Resource Resource { get; } = resource;

    public ulong SinceNs { get; } = sinceNs;

    /// <summary>When it began to refer to something else; the end of time while it has not.</summary>
    public ulong UntilNs { get; set; } = ulong.MaxValue;

    /// <summary>What it referred to before that; null when that is not known or nobody asks any more.</summary>
    public Binding? Before { get; set; }
}
