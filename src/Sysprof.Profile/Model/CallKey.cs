namespace Sysprof.Profile.Model;

/// <summary>One system call of one ABI.</summary>
/// <param name="Abi">The table that <paramref name="Number"/> belongs to.</param>
/// <param name="Number">
/// The number without the x32 bit; any 32-bit value, since programs may ask for calls that do not exist.
/// </param>
public readonly record struct CallKey(SyscallAbi Abi, int Number);
