namespace Sysprof.Profile.Findings;

/// <summary>What a number of a finding counts.</summary>
public enum FindingUnit
{
    /// <summary>Calls, or errors of calls.</summary>
    Calls,

    /// <summary>Calls per second of the whole result.</summary>
    CallsPerSecond,

    /// <summary>A share, 0 to 1.</summary>
    Share,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Seconds per second of the whole result: 2 is two threads that do nothing else.</summary>
    SecondsPerSecond,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>How many times one number is another.</summary>
    Ratio,
}
