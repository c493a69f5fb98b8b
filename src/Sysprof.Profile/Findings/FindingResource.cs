using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>A file or peer that a finding is about.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Calls">The calls on it that the finding counts.</param>
public sealed record FindingResource(Resource Resource, long Calls);
