namespace Sysprof.Profile.Model;

/// <summary>One thread of a <see cref="CallTable"/>.</summary>
public struct ThreadRow
{
    /// <summary>Who it is.</summary>
    public ThreadInfo Info;

    /// <summary>Calls that were lost on their way, from gaps in the thread's sequence.</summary>
    public long Lost;

    /// <summary>True once the thread has ended, or left the target under another name.</summary>
    public bool Ended;

    /// <summary>What it was in when it was last looked at, or null.</summary>
    public InFlightCall? InFlight;

    /// <summary>The thread's first cell, -1 when it made no call.</summary>
    internal int FirstCell;

    /// <summary>How many cells it has.</summary>
    internal int CellCount;
}
