using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What one descriptor of one process referred to for a time.</summary>
/// <param name="Resource">What it referred to; null where that is not known, and for a call without a descriptor.</param>
/// <param name="SinceNs">From when on, CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="UntilNs">When it began to refer to something else; the end of time while it has not.</param>
internal readonly record struct Binding(Resource? Resource, ulong SinceNs = 0, ulong UntilNs = ulong.MaxValue);
