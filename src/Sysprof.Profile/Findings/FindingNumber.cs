namespace Sysprof.Profile.Findings;

/// <summary>A number that a finding rests on.</summary>
/// <param name="Name">What it is, in lower case: "empty reads".</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Least">What it has to be at least for the finding to be one; null where there is no such bound.</param>
/// <param name="Most">What it has to be at most; null where there is no such bound.</param>
public sealed record FindingNumber(
    string Name, double Value, FindingUnit Unit, double? Least = null, double? Most = null);
