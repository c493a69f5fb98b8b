using System.Globalization;
using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Arguments;

/// <summary>One argument in words, with its unit.</summary>
internal static class ParameterText
{
    private const int CurrentDirectory = -100; // AT_FDCWD of include/uapi/linux/fcntl.h

    /// <summary>The words, or null where there is nothing to tell.</summary>
    public static string? Of(in Parameter parameter, SyscallAbi abi, ReadOnlySpan<ulong> arguments, Func<int, string?>? nameOf)
    {
        ulong value = arguments[parameter.Index];
        int number = (int)value;
        return parameter.Kind switch
        {
            ParameterKind.Address => Address(value),
            ParameterKind.Timeout => value == 0 ? "no timeout" : "timeout",
            ParameterKind.Absolute => (value & 1) != 0 ? "absolute" : null,
            ParameterKind.Offset => abi == SyscallAbi.Ia32 ? null : Invariant($"at {(long)value}"),
            ParameterKind.Limit => Invariant($"fds < {number}"),
            ParameterKind.Lock => LockText(number),
            ParameterKind.MappedDescriptor => number < 0 ? null : Descriptor(number, noun: null, nameOf),
            ParameterKind.Child => WaitText.Child(number),
            ParameterKind.Children => WaitText.Children((int)arguments[parameter.Index - 1], number, nameOf),
            ParameterKind.Futex => FutexText.Of(arguments),
            _ => Plain(parameter, value, nameOf),
        };
    }

    /// <summary>A descriptor with what it is.</summary>
    public static string Descriptor(int fd, string? noun, Func<int, string?>? nameOf)
    {
        string number = Invariant($"{fd}");
        if (noun is not null)
            return $"{noun} {number}";

        return fd >= 0 && nameOf?.Invoke(fd) is { Length: > 0 } name ? $"{number} {name}" : number;
    }

    /// <summary>A pointer, or null when it is none.</summary>
    public static string? Address(ulong value) => value == 0 ? null : Invariant($"0x{value:x}");

    /// <summary>How many of something.</summary>
    public static string Count(long count, string? noun) => noun switch
    {
        null => Invariant($"{count}"),
        _ when count == 1 => $"1 {noun}",
        _ => Invariant($"{count} {noun}{(noun.EndsWith('x') ? "es" : "s")}"),
    };

    private static string? Plain(in Parameter parameter, ulong value, Func<int, string?>? nameOf)
    {
        int number = (int)value;
        return parameter.Argument switch
        {
            ArgumentKind.None => null,
            ArgumentKind.Descriptor => Descriptor(number, parameter.Noun, nameOf),
            ArgumentKind.DirectoryDescriptor =>
                number == CurrentDirectory ? "AT_FDCWD" : Descriptor(number, parameter.Noun, nameOf),
            ArgumentKind.TimeoutMs => Timeout(number),
            ArgumentKind.Seconds => Invariant($"{(uint)value}s"),
            ArgumentKind.Bytes => Invariant($"{value} B"),
            ArgumentKind.Count => Count(number, parameter.Noun),
            ArgumentKind.Process => Invariant($"{parameter.Noun ?? "pid"} {number}"),
            ArgumentKind.IpcId => Invariant($"{parameter.Noun ?? "id"} {number}"),
            ArgumentKind.CloneFlags => Invariant($"flags 0x{value:x}"),
            ArgumentKind.ExitStatus => Invariant($"status {number & 0xff}"),
            ArgumentKind.Signal => OperationNames.Find(ArgumentKind.Signal, number) ?? Invariant($"signal {number}"),
            ArgumentKind.IoctlRequest =>
                OperationNames.Find(ArgumentKind.IoctlRequest, number) ?? Invariant($"request 0x{(uint)value:x}"),
            _ => OperationNames.Find(parameter.Argument, number) ?? Invariant($"{number}"),
        };
    }

    private static string Timeout(int milliseconds) => milliseconds switch
    {
        < 0 => "no timeout",
        0 => "no wait",
        _ when milliseconds % 1000 == 0 => Invariant($"timeout {milliseconds / 1000}s"),
        _ => Invariant($"timeout {milliseconds}ms"),
    };

    // include/uapi/asm-generic/fcntl.h; 4 is LOCK_NB.
    private static string LockText(int operation) => (operation & ~4) switch
    {
        1 => "LOCK_SH",
        2 => "LOCK_EX",
        8 => "LOCK_UN",
        _ => Invariant($"operation {operation}"),
    };

    private static string Invariant(DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
