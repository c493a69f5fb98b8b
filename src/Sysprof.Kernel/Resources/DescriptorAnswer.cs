using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What a look at a descriptor found.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Found">What it refers to; null when the process or the descriptor is no more.</param>
/// <param name="LookedNs">When the look was over, CLOCK_MONOTONIC nanoseconds.</param>
internal readonly record struct DescriptorAnswer(PendingResource Question, Resource? Found, ulong LookedNs);
