using System.Globalization;
using Sysprof.Profile.Arguments;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Now;

/// <summary>What a thread is in and did, in words. Names in them are as programs chose them.</summary>
internal static class NowText
{
    /// <summary><c>read(7 /var/log/x, 4096 B)</c>, or where it is when that is in no call.</summary>
    public static string Place(ThreadSight sight, Func<int, string?> nameOf) => sight switch
    {
        { Call: { } call } => Prefix(call.Key) + CallText.Of(call.Key, call.Arguments.AsSpan(), nameOf),
        { State: TaskState.Stopped } => "stopped",
        { State: TaskState.Traced } => "stopped by a debugger",
        { State: TaskState.Zombie or TaskState.Dead } => "has ended",
        { Place: ThreadPlace.Worker } => "works for io_uring or vhost",
        { Place: ThreadPlace.Running } => "runs",
        { OnCpu: true } => "user space",
        { State: TaskState.Running } => "user space, waits for a CPU",
        _ => "waits outside a call: for a page",
    };

    /// <summary>The call alone, with the operation where that is another call in truth: <c>futex(WAIT)</c>.</summary>
    public static string Kind(SightedCall call)
    {
        string name = Prefix(call.Key) + SyscallTable.Name(call.Key);
        bool hasOperation = SyscallTable.For(call.Key.Abi).Find(call.Key.Number)?.ArgumentKind == ArgumentKind.FutexOperation;
        return hasOperation && OperationNames.Find(ArgumentKind.FutexOperation, (int)call.Arguments[1]) is { } operation
            ? $"{name}({operation})"
            : name;
    }

    /// <summary><c>read=512, futex=-EAGAIN</c>, the last one first.</summary>
    public static string LastCalls(IEnumerable<PastCall> calls) => string.Join(", ", calls.Select(LastCall));

    /// <summary>For how long, <c>≥</c> before what may be longer, "" where that is not known.</summary>
    public static string For(NowThread thread) =>
        thread.ForNs is { } ns ? (thread.IsAtLeast ? "≥" : "") + Quantity.Duration(Math.Max(0, ns)) : "";

    private static string LastCall(PastCall call)
    {
        string result = call.Result < 0
            ? "-" + ErrnoNames.Name(-call.Result)
            : call.Result.ToString(CultureInfo.InvariantCulture);
        return $"{Prefix(call.Key)}{SyscallTable.Name(call.Key)}={result}";
    }

    private static string Prefix(CallKey key) =>
        key.Abi is SyscallAbi.Ia32 or SyscallAbi.X32 ? AbiNames.Of(key.Abi) + ":" : "";
}
