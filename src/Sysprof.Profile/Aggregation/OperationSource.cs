namespace Sysprof.Profile.Aggregation;

/// <summary>What of a finished call says what it was asked to do.</summary>
internal enum OperationSource
{
    /// <summary>Nothing: all calls of its number are alike.</summary>
    None = 0,

    /// <summary>The whole argument.</summary>
    Whole,

    /// <summary>The lower half of the argument, which holds two things.</summary>
    LowerHalf,

    /// <summary>The argument, as a futex has it: operation, whether it has a timeout, and the value that is expected.</summary>
    Futex,

    /// <summary>The result: whether something was ready.</summary>
    Readiness,
}
