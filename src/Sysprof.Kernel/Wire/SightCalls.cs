using System.Runtime.CompilerServices;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Kernel.Wire;

/// <summary>The calls that a thread finished last.</summary>
[InlineArray(WireLimits.SightCalls)]
internal struct SightCalls
{
    private FinishedCall _first;
}
