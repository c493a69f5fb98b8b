namespace Sysprof.Profile.Aggregation;

/// <summary>Which calls are told apart by what they were asked to do (<c>--operations</c>).</summary>
public enum OperationDetail
{
    /// <summary>Those where a sum says nothing: futex.</summary>
    Auto,

    /// <summary>All that can be.</summary>
    All,

    /// <summary>None: a row is a system call.</summary>
    None,
}
