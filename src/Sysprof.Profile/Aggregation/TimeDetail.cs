namespace Sysprof.Profile.Aggregation;

/// <summary>How far it is told what threads do with their time.</summary>
public enum TimeDetail
{
    /// <summary>Nobody asks.</summary>
    None,

    /// <summary>In the calls that are traced; what is between them is not known, since not all are.</summary>
    InCalls,

    /// <summary>All of it.</summary>
    All,
}
