using Sysprof.Profile.Names;

namespace Sysprof.Profile.Programs;

/// <summary>
/// The threads of Go all bear the program's name and take turns at everything but one: the monitor, sysmon in
/// runtime/proc.go. Which is which shows in their calls.
/// </summary>
internal static class GoThreadRoles
{
    /// <summary>It looks after the others: takes their work when they stay in a call, preempts, polls.</summary>
    public const string Sysmon = "sysmon";

    /// <summary>It has waited for the network on behalf of all goroutines. The threads that have nothing to do take turns.</summary>
    public const string Netpoller = "netpoller";

    // As many rounds as an idle program's monitor makes in a tenth of a second.
    private const int FewestRounds = 8;

    public static string Of(in ThreadFacts thread) =>
        IsSysmon(thread) ? Sysmon : HasWaitedForNetwork(thread) ? Netpoller : "";

    /// <summary>
    /// Each of its rounds begins with a sleep (20 µs to 10 ms), may wait once on a futex when all the others are idle,
    /// and in between polls without waiting, wakes, preempts and yields. Other threads sleep too, when they find nothing
    /// to steal, but use futexes more often than that (1.3 to 16 times), and wait for the network or do what the program does.
    /// </summary>
    private static bool IsSysmon(in ThreadFacts thread)
    {
        CallFacts sleeps = thread.Of("nanosleep", "clock_nanosleep");
        CallFacts futexes = thread.Of("futex");
        if (sleeps.Calls < FewestRounds || sleeps.Calls < futexes.Calls || thread.IsLeader || HasWaitedForNetwork(thread) ||
            thread.Of("read", "readv", "pread64", "recvfrom", "recvmsg", "accept4", "openat").Calls > 0)
        {
            return false;
        }

        // A write of one or eight bytes wakes the thread that waits for the network, at most once in a round.
        CallFacts wakes = thread.Of("write");
        CallFacts own = thread.Of("epoll_pwait", "epoll_wait", "sched_yield", "tgkill", "getpid");
        long foreign = thread.All().Calls - sleeps.Calls - futexes.Calls - own.Calls - wakes.Calls;
        return wakes.Calls <= sleeps.Calls && 4 * foreign <= sleeps.Calls;
    }

    private static bool HasWaitedForNetwork(in ThreadFacts thread) =>
        thread.Of("epoll_wait", "epoll_pwait").BlockedCalls > 0 ||
        // With a timeout of 0 it only looks.
        (thread.InFlight is { Argument: not 0 } call && SyscallTable.Name(call.Key) is "epoll_wait" or "epoll_pwait");
}
