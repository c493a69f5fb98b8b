namespace Sysprof.Bench;

/// <summary>What is told from samples that interruptions can only make longer.</summary>
internal static class Statistics
{
    /// <summary>The value in the middle.</summary>
    public static double Median(IReadOnlyCollection<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}
