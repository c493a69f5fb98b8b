using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What calls have in common that are counted in one place: a <see cref="CellKey"/> as it comes off the ring.</summary>
internal readonly struct PlaceKey
{
    /// <summary>That of nobody.</summary>
    public static readonly PlaceKey None = new(-1, new Operation(-1), null);

    // The operation above the number code, so that one comparison is enough.
    private readonly long _code;

    public PlaceKey(int code, Operation operation, Resource? resource)
    {
        _code = (uint)code | (long)operation.Code << 32;
        Resource = resource;
    }

    /// <summary>The number code without what is not part of the key.</summary>
    public int NumberCode => (int)_code;

    public Operation Operation => new((int)(_code >> 32));

    public Resource? Resource { get; }

    public bool IsNone => _code < 0;

    /// <summary>Spread over all values, but for calls that are not told apart further: those are the number code itself.</summary>
    public int Spread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)_code ^ (int)(_code >> 32) ^ (Resource is null ? 0 : Resource.GetHashCode());
    }

    /// <summary>Whether two are the same; of resources that are equal one object is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(in PlaceKey other) => _code == other._code && ReferenceEquals(Resource, other.Resource);
}
