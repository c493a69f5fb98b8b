namespace Sysprof.Cli.Now;

/// <summary>What a thread did with the time that was watched, as parts of it.</summary>
/// <param name="Calls">In calls, from 0 to 1.</param>
/// <param name="Waiting">Of that, in calls in which it gave up its CPU.</param>
internal readonly record struct ThreadShares(double Calls, double Waiting)
{
    /// <summary>Outside calls: its own code, or waiting for a CPU.</summary>
    public double Outside => 1 - Calls;
}
