namespace Sysprof.Profile.Model;

/// <summary>Names a thread for good: tids are reused, a tid with its start time is not.</summary>
/// <param name="Tgid">Thread group id (what users call PID) when the thread's calls started.</param>
/// <param name="Tid">Thread id when the thread's calls started; <c>execve</c> can change it.</param>
/// <param name="StartNs">
/// CLOCK_MONOTONIC nanoseconds at which the thread started, or took over its group by <c>execve</c>.
/// </param>
public readonly record struct ThreadKey(int Tgid, int Tid, ulong StartNs)
{
    /// <summary>Of what tells threads apart but for chance: made for each batch.</summary>
    public override int GetHashCode() => Tid ^ (int)StartNs;
}
