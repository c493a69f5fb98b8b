using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary>Our own native part, see <c>native/sysprof_native.h</c>. Ints below zero are -errno.</summary>
internal static unsafe partial class SysprofNative
{
    public const string Library = "libsysprof_native.so";

    [LibraryImport(Library, EntryPoint = "sysprof_libbpf_log")]
    public static partial nint LogFunction();

    [LibraryImport(Library, EntryPoint = "sysprof_libbpf_log_take")]
    public static partial nuint TakeLog(byte* buffer, nuint capacity);

    [LibraryImport(Library, EntryPoint = "sysprof_command_start")]
    public static partial int StartCommand(NativeCommand* command, int* errorFd);

    [LibraryImport(Library, EntryPoint = "sysprof_calibrator_start")]
    public static partial int StartCalibrator(int* toFd, int* fromFd);

    [LibraryImport(Library, EntryPoint = "sysprof_calibrator_measure")]
    public static partial long Measure(int toFd, int fromFd, uint calls, uint coldBytes);

    [LibraryImport(Library, EntryPoint = "sysprof_wait_for_programs")]
    public static partial int WaitForPrograms();

    [LibraryImport(Library, EntryPoint = "sysprof_privileges_drop")]
    public static partial int DropPrivileges(ulong keep, int* tid);

    [LibraryImport(Library, EntryPoint = "sysprof_files_start", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StartFiles(string path, ulong keep, int* socketFd);

    [LibraryImport(Library, EntryPoint = "sysprof_inode", StringMarshalling = StringMarshalling.Utf8)]
    public static partial long Inode(string path);
}
