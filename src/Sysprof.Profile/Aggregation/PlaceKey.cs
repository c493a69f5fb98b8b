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

    /// <summary>That of nobody: a resource without a call.</summary>
    public static readonly PlaceKey None = new(ulong.MaxValue);

    private readonly ulong _word;

    public PlaceKey(int code, Operation operation, Resource? resource) => _word =
        (uint)code | (ulong)operation.Code << OperationShift | (ulong)(resource?.Id ?? 0) << ResourceShift;

    private PlaceKey(ulong word) => _word = word;

    /// <summary>The number code without what is not part of the key.</summary>
    public int NumberCode => (int)_word & Aggregation.NumberCode.KeyMask;

    public Operation Operation => new((int)(_word >> OperationShift) & Operation.MaxCode);

    /// <summary>Spread over all values, but for calls that are not told apart further: those are the number code itself.</summary>
    public int Spread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)_word ^ (int)(_word >> OperationShift) ^ (int)(_word >> ResourceShift);
    }
}
