using System.Runtime.CompilerServices;

namespace Sysprof.Kernel.Wire;

/// <summary>A thread's name as the kernel keeps it: sixteen bytes that end at the first zero.</summary>
[InlineArray(Length)]
internal struct CommBytes
{
    public const int Length = WireLimits.CommBytes;

    private byte _first;
}
