namespace Sysprof.Kernel.Requirements;

/// <summary>How a requirement stands.</summary>
public enum RequirementState
{
    /// <summary>It is there.</summary>
    Met,

    /// <summary>It is not, and sysprof cannot trace without it.</summary>
    Missing,

    /// <summary>It cannot be looked at as long as something else is missing.</summary>
    Unknown,

    /// <summary>It is not, and sysprof works all the same, with less.</summary>
    Optional,
}
