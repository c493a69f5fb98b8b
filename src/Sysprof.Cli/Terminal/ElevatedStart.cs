using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>A start with file capabilities, or set-uid: of a program that has more rights than its user.</summary>
internal static class ElevatedStart
{
    private const ulong Secure = 23; // AT_SECURE of linux/auxvec.h

    /// <summary>
    /// Refuses it where the .NET runtime runs this: it loads what variables of the user's environment name (DOTNET_GCPath,
    /// CORECLR_PROFILER_PATH, DOTNET_ROOT), and has done so by now. What is shipped is machine code that reads none of them.
    /// </summary>
    /// <exception cref="SysprofException">It is one (77).</exception>
    public static void RefuseOnRuntime()
    {
        if (RuntimeFeature.IsDynamicCodeSupported && GetAuxiliaryValue(Secure) != 0)
        {
            throw new SysprofException(
                "this build may not have file capabilities: the .NET runtime would run code that its user names, with them",
                "give them to the packaged program: ./build.sh package",
                ExitCode.NotPermitted);
        }
    }

    [DllImport("libc", EntryPoint = "getauxval")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern ulong GetAuxiliaryValue(ulong type);
}
