using Sysprof.Profile.Model;

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
}
