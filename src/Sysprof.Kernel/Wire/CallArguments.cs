using System.Runtime.CompilerServices;

namespace Sysprof.Kernel.Wire;

/// <summary>The arguments of a call, as in the registers.</summary>
[InlineArray(WireLimits.CallArguments)]
internal struct CallArguments
{
    private ulong _first;
}
