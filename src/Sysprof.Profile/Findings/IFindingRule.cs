namespace Sysprof.Profile.Findings;

/// <summary>Something to look for in a result.</summary>
internal interface IFindingRule
{
    /// <summary>Its id, lower case with dashes. Programs read it: it never changes.</summary>
    public string Id { get; }

    /// <summary>When it reports something, with its thresholds; docs/output.md says it in the same words.</summary>
    public string Criterion { get; }

    /// <summary>What it finds, in no order; nothing without numbers.</summary>
    public IEnumerable<Finding> Find(ObservedRun run);
}
