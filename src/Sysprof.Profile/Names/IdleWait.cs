using Sysprof.Profile.Model;

namespace Sysprof.Profile.Names;

/// <summary>
/// Which waits are idleness and not slowness: for time, readiness, a connection, a signal, a child, and in a futex that is
/// no lock.
/// </summary>
/// <remarks>
/// A thread that waits for a lock which others wait for, too, expects the value 2 in it: so do glibc, musl, Rust and Go. What
/// expects another value is parked: in a condition variable, a semaphore, a join, Go's scheduler.
/// </remarks>
public static class IdleWait
{
    // include/uapi/linux/futex.h: FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI.
    private const int FutexWait = 0;
    private const int FutexWaitBitset = 9;
    private const int FutexWaitRequeue = 11;

    /// <summary>Whether the time that such calls wait is idleness.</summary>
    public static bool IsOne(CallKey call, Operation operation) =>
        SyscallTable.For(call.Abi).Find(call.Number) is { } known
        && (known.IdleWait || (known.ArgumentKind == ArgumentKind.FutexOperation && IsParking(operation)));

    private static bool IsParking(Operation operation) =>
        operation.Value is FutexWait or FutexWaitBitset or FutexWaitRequeue && !operation.IsLock;
}
