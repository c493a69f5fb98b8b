namespace Sysprof.Kernel.Requirements;

/// <summary>How a requirement stands.</summary>
public enum RequirementState
{
    /// <summary>It is there.</summary>
    Met,

    /// <summary>It is not, or may not be looked at, and sysprof cannot trace without it.</summary>
    Missing,

    /// <summary>It is not, and sysprof works all the same, with less.</summary>
    Optional,
}
