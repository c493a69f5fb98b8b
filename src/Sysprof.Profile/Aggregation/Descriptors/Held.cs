using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What a descriptor refers to from a moment on.</summary>
/// <param name="Resource">What it refers to; null where that is not known.</param>
/// <param name="SinceNs">From when on, CLOCK_MONOTONIC nanoseconds.</param>
internal readonly record struct Held(Resource? Resource, ulong SinceNs);
