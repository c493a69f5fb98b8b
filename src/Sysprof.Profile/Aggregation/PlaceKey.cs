using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// What calls have in common that are counted in one place: a <see cref="CellKey"/> as it comes off the ring, in one word.
/// </summary>
internal readonly record struct PlaceKey
{
    // From the lowest bit: number code, operation, resource. Together 64.
    private const int OperationShift = 14;
    private const int ResourceShift = 36;

    // 2^64 divided by the golden ratio: what differs by little in the lower bits of a factor is far apart in the upper ones of the product.
    private const ulong Multiplier = 0x9e3779b97f4a7c15;

    /// <summary>That of nobody: a resource without a call.</summary>
    public static readonly PlaceKey None;

    // All bits are inverted, so that memory which nobody has written to holds no key.
    private readonly ulong _inverse;

    public PlaceKey(int code, Operation operation, Resource? resource) => _inverse =
        ~((uint)code | (ulong)operation.Code << OperationShift | (ulong)(resource?.Id ?? 0) << ResourceShift);

    /// <summary>The number code without what is not part of the key.</summary>
    public int NumberCode => (int)~_inverse & Aggregation.NumberCode.KeyMask;

    public Operation Operation => new((int)(~_inverse >> OperationShift) & Operation.MaxCode);

    /// <summary>
    /// Spread over all values by operation and resource; calls that are alike but for their numbers are neighbours in the order of
    /// these.
    /// </summary>
    public int Spread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        // The resource is in bits 22 to 49 of the factor: from bit 32 on the product follows from all that matters of it.
        get => (int)_inverse ^ (int)((_inverse >> OperationShift) * Multiplier >> 32);
    }
}
