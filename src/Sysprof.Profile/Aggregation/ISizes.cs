namespace Sysprof.Profile.Aggregation;

/// <summary>What counts how many bytes calls moved: a type of its own for each way, so that nobody pays for another's.</summary>
internal interface ISizes
{
    /// <summary>Counts a call.</summary>
    /// <param name="bytes">How many bytes it moved, 0 to 2^31 - 1.</param>
    public void Add(long bytes);
}
