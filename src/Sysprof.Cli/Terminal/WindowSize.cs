using System.Runtime.InteropServices;

namespace Sysprof.Cli.Terminal;

/// <summary>The kernel's <c>struct winsize</c>.</summary>
/// <remarks>Console knows the width of stdout alone, and progress on stderr has to fit when stdout is a pipe.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    private const ulong GetWindowSize = 0x5413; // TIOCGWINSZ on x86 and arm64

    private readonly ushort _rows;
    private readonly ushort _columns;
    private readonly ushort _pixelsWide;
    private readonly ushort _pixelsHigh;

    /// <summary>The columns of the terminal behind a descriptor, or 0 when it has no size (a serial line) or is none.</summary>
    public static int ColumnsOf(int descriptor) => Of(descriptor).Columns;

    /// <summary>The size of the terminal behind a descriptor, 0 where it has none or there is no terminal.</summary>
    public static ScreenSize Of(int descriptor) =>
        ControlTerminal(descriptor, GetWindowSize, out WindowSize size) == 0 ? new(size._columns, size._rows) : default;

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ControlTerminal(int descriptor, ulong request, out WindowSize size);
}
