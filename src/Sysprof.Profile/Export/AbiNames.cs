using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>What the ABIs are called in output.</summary>
public static class AbiNames
{
    /// <summary>x86_64, ia32, x32 or arm64.</summary>
    public static string Of(SyscallAbi abi) => abi switch
    {
        SyscallAbi.X64 => "x86_64",
        SyscallAbi.Ia32 => "ia32",
        SyscallAbi.X32 => "x32",
        SyscallAbi.Arm64 => "arm64",
        _ => throw new ArgumentOutOfRangeException(nameof(abi)),
    };

    /// <summary>A call's name, with its ABI where that is not the machine's own: ia32:read.</summary>
    public static string Qualified(CallKey key) => key.Abi switch
    {
        SyscallAbi.Ia32 or SyscallAbi.X32 => $"{Of(key.Abi)}:{SyscallTable.Name(key)}",
        _ => SyscallTable.Name(key),
    };
}
