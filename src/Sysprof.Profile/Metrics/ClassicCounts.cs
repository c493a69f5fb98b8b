using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Metrics;

/// <summary>How many calls took at most as long as each bound of <see cref="ClassicBuckets.All"/>.</summary>
[InlineArray(ClassicBuckets.Count)]
internal struct ClassicCounts
{
    private long _first;
}
