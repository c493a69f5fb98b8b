namespace Sysprof.Profile.Aggregation;

/// <summary>Where the descriptor of a finished call is.</summary>
internal enum DescriptorSource
{
    /// <summary>It has none.</summary>
    None = 0,

    /// <summary>The whole argument.</summary>
    Argument,

    /// <summary>The upper half of the argument, which holds two things.</summary>
    UpperHalf,

    /// <summary>The result: it was opened.</summary>
    Result,
}
