using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>How sixteen bits hold a call's number, ABI and whether it waited (<c>enum number_code</c>).</summary>
public static class NumberCode
{
    /// <summary>The bits of the number.</summary>
    public const int NumberMask = 0x0fff;

    /// <summary>A number that is in no table: the true one is in the argument.</summary>
    public const int Unknown = 0x0fff;

    /// <summary>Where the ABI's two bits begin.</summary>
    public const int AbiShift = 12;

    /// <summary>Set when the thread gave up its CPU during the call.</summary>
    public const int Blocked = 1 << BlockedShift;

    /// <summary>Where <see cref="Blocked"/> is.</summary>
    internal const int BlockedShift = 14;

    /// <summary>Number and ABI without the rest: 0..<see cref="KeyCount"/> - 1.</summary>
    public const int KeyMask = 0x3fff;

    /// <summary>How many different keys there are.</summary>
    public const int KeyCount = KeyMask + 1;

    /// <summary>Whether the number is in no table.</summary>
    internal static bool IsUnknown(int code) => (code & NumberMask) == Unknown;

    /// <summary>The call that a code and its argument name, on a machine whose own ABI is <paramref name="native"/>.</summary>
    public static CallKey Decode(int code, uint argument, SyscallAbi native)
    {
        int number = code & NumberMask;
        var abi = (SyscallAbi)((code & KeyMask) >> AbiShift);
        return new CallKey(abi == SyscallAbi.X64 ? native : abi, IsUnknown(code) ? (int)argument : number);
    }
}
