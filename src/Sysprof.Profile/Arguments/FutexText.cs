using System.Globalization;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Arguments;

/// <summary>The arguments of futex: its operation says what the others are (futex(2)).</summary>
internal static class FutexText
{
    /// <summary><c>WAIT_BITSET, 0x7f12c0a01000, timeout</c>.</summary>
    public static string Of(ReadOnlySpan<ulong> arguments)
    {
        int operation = (int)arguments[1];
        string name = OperationNames.Find(ArgumentKind.FutexOperation, operation)
            ?? string.Create(CultureInfo.InvariantCulture, $"operation {operation}");
        string address = ParameterText.Address(arguments[0]) ?? "0";
        return (operation & 0x7f) switch
        {
            // WAIT, LOCK_PI, WAIT_BITSET, WAIT_REQUEUE_PI, LOCK_PI2: the fourth points to a time.
            0 or 6 or 9 or 11 or 13 => $"{name}, {address}, {(arguments[3] == 0 ? "no timeout" : "timeout")}",

            // WAKE, WAKE_BITSET: the third is how many.
            1 or 10 => $"{name}, {address}, {Threads((int)arguments[2])}",

            // REQUEUE, CMP_REQUEUE, WAKE_OP, CMP_REQUEUE_PI: the fifth is another futex.
            3 or 4 or 5 or 12 => $"{name}, {address}, {ParameterText.Address(arguments[4]) ?? "0"}",
            _ => $"{name}, {address}",
        };
    }

    private static string Threads(int count) =>
        count is int.MaxValue or < 0 ? "all threads" : ParameterText.Count(count, "thread");
}
