using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Arguments;

/// <summary>A call with its arguments in words: what strace shows, less what does not matter.</summary>
public static class CallText
{
    // Calls of ia32 that take a pointer to their arguments: arch/x86/entry/syscalls/syscall_32.tbl, sys_old_*.
    private static readonly string[] PointerOnIa32 = ["mmap", "select"];

    /// <summary>
    /// <c>read(7 /var/log/x, 4096 B)</c>. The names of descriptors are as <paramref name="nameOf"/> has them: a program may
    /// have chosen them, so the text passes <c>SafeText</c> before it reaches a terminal.
    /// </summary>
    /// <param name="call">Which call.</param>
    /// <param name="arguments">As in its registers, six or fewer; those that are missing count as 0.</param>
    /// <param name="nameOf">What a descriptor is, or null where that is not known.</param>
    public static string Of(CallKey call, ReadOnlySpan<ulong> arguments, Func<int, string?>? nameOf = null)
    {
        SyscallInfo? info = SyscallTable.For(call.Abi).Find(call.Number);
        string name = SyscallTable.Name(call);
        if (call.Abi == SyscallAbi.Ia32 && PointerOnIa32.Contains(name))
            return $"{name}()";

        Span<ulong> six = stackalloc ulong[6];
        arguments[..Math.Min(6, arguments.Length)].CopyTo(six);
        var parts = new List<string>(4);
        foreach (Parameter parameter in SignatureTable.Of(name, info))
        {
            if (ParameterText.Of(parameter, call.Abi, six, nameOf) is { } text)
                parts.Add(text);
        }

        return $"{name}({string.Join(", ", parts)})";
    }

    /// <summary>
    /// The argument that says most about a call, as it was kept when it ended; null where that tells nothing:
    /// <c>F_SETFL</c>, <c>7 /var/log/x</c>.
    /// </summary>
    public static string? Argument(CallKey call, uint argument, Func<int, string?>? nameOf = null)
    {
        if (SyscallTable.For(call.Abi).Find(call.Number) is not { Argument: > 0 } info)
            return null;

        Span<ulong> six = stackalloc ulong[6];
        six[info.Argument - 1] = argument;
        var parameter = new Parameter(info.Argument - 1, ParameterKind.Plain, info.ArgumentKind, Noun: null);
        return ParameterText.Of(parameter, call.Abi, six, nameOf);
    }
}
