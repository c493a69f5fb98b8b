using System.Runtime.CompilerServices;

namespace Sysprof.Kernel.Wire;

/// <summary>What the start of each finished call counts from.</summary>
[InlineArray(WireLimits.SightCalls)]
internal struct SightBases
{
    private ulong _first;
}
