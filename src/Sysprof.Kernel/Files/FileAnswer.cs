using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Files;

/// <summary><c>struct files_answer</c> of <c>native/files.h</c>; text or content is behind it.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct FileAnswer
{
    public const int Size = 48;

    [FieldOffset(0)] public ulong Inode;
    [FieldOffset(8)] public ulong FileBytes;
    [FieldOffset(16)] public long ModifiedSeconds;
    [FieldOffset(24)] public uint ModifiedNanoseconds;
    [FieldOffset(28)] public uint DeviceMajor;
    [FieldOffset(32)] public uint DeviceMinor;
    [FieldOffset(36)] public uint Mode;
    [FieldOffset(40)] public int Result;

    /// <summary>Which file was found.</summary>
    public readonly FileIdentity Identity => new((DeviceMajor, DeviceMinor), Inode, FileBytes, ModifiedSeconds, ModifiedNanoseconds);
}
