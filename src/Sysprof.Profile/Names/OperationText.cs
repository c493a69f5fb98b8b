using System.Globalization;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Names;

/// <summary>What a call was asked to do, in words: what stands behind its name and a colon.</summary>
public static class OperationText
{
    /// <summary>
    /// <c>WAIT</c>, <c>WAIT,lock</c> or <c>WAKE</c> of a futex, <c>F_SETFL</c>, <c>TCGETS</c>, <c>inet6</c>; <c>ready</c>,
    /// <c>nothing</c> or <c>failed</c> of a wait for readiness; the number of what has no name; "" for
    /// <see cref="Operation.None"/>.
    /// </summary>
    public static string Of(CallKey call, Operation operation)
    {
        if (operation == Operation.None)
        {
            return "";
        }

        SyscallInfo? known = SyscallTable.For(call.Abi).Find(call.Number);
        if (known is { WaitsForReadiness: true })
        {
            return operation == Operation.Nothing ? "nothing" : operation == Operation.Ready ? "ready" : "failed";
        }

        ArgumentKind kind = known?.ArgumentKind ?? ArgumentKind.None;
        string name = OperationNames.Find(kind, operation.Value) ?? Number(kind, operation.Value);
        return name + (operation.IsLock ? ",lock" : "") + (operation.IsTimedOut ? ",timeout" : "");
    }

    private static string Number(ArgumentKind kind, int value) => kind == ArgumentKind.IoctlRequest
        ? "0x" + value.ToString("x4", CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);
}
