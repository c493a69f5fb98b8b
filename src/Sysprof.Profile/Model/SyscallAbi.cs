namespace Sysprof.Profile.Model;

/// <summary>
/// The calling convention a system call came through, which decides the table its number belongs to.
/// The values travel in the two ABI bits of the wire format and in recordings: never renumber them.
/// </summary>
public enum SyscallAbi : byte
{
    /// <summary>x86-64: <c>syscall</c> from 64-bit code.</summary>
    X64 = 0,

    /// <summary>ia32: <c>int $0x80</c> or a 32-bit program.</summary>
    Ia32 = 1,

    /// <summary>x32: bit 30 of the number was set.</summary>
    X32 = 2,

    /// <summary>arm64. The table exists; the kernel side has not run on it yet.</summary>
    Arm64 = 3,
}
