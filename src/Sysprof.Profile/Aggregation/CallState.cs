namespace Sysprof.Profile.Aggregation;

/// <summary>Whether a thread is in a call (<c>enum open_state</c>; the states it has no name for mean that it is not).</summary>
public enum CallState
{
    /// <summary>In none that is traced.</summary>
    None = 0,

    /// <summary>In one whose entry was counted.</summary>
    Traced = 1,

    /// <summary>In one that it entered before it was looked at.</summary>
    BeforeStart = 4,
}
