namespace Sysprof.Profile.Model;

/// <summary>Whether a thread has given up its CPU in the call that it is in.</summary>
public enum CallWait
{
    /// <summary>It has not: it works, or waits for a CPU.</summary>
    None = 0,

    /// <summary>It has, for something that makes it slow.</summary>
    Waiting = 1,

    /// <summary>It has, until there is something to do.</summary>
    Idle = 2,
}
