using System.Text;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Libbpf;

/// <summary>What libbpf would print: kept, and taken when something failed.</summary>
internal static unsafe class LibbpfLog
{
    private const int MostBytes = 64 * 1024;
    private static readonly Lazy<bool> s_installed = new(SetPrint);

    /// <summary>Sees to it that libbpf prints nothing by itself.</summary>
    /// <exception cref="DllNotFoundException">libbpf.so.1 or our native part is not there.</exception>
    public static void Install() => _ = s_installed.Value;

    /// <summary>The lines since the last time, at most 64 KiB of them.</summary>
    public static string Take()
    {
        var bytes = new byte[MostBytes];
        fixed (byte* buffer = bytes)
        {
            return Encoding.UTF8.GetString(bytes, 0, (int)SysprofNative.TakeLog(buffer, (nuint)bytes.Length));
        }
    }

    private static bool SetPrint()
    {
        LibBpf.libbpf_set_print(SysprofNative.LogFunction());
        return true;
    }
}
