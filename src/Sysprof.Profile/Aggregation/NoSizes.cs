using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Aggregation;

/// <summary>Nobody asks how many bytes calls moved.</summary>
internal readonly struct NoSizes : ISizes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long bytes)
    {
    }
}
