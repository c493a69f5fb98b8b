using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Files;

/// <summary><c>struct files_question</c> of <c>native/files.h</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct FileQuestion
{
    public const int Size = 32;

    /// <summary>FILES_SLOTS: files that are held at a time.</summary>
    public const uint Slots = 16;

    /// <summary>FILES_PROC: /proc, in place of a slot.</summary>
    public const uint Proc = uint.MaxValue;

    /// <summary>FILES_READ_BYTES: bytes read at a time, at most.</summary>
    public const int MostReadBytes = 65536;

    /// <summary>FILES_PATH_BYTES: bytes of a path, at most.</summary>
    public const int MostPathBytes = 4095;

    /// <summary>FILES_IN_ROOT: absolute links and ".." stay below the directory that the path starts from.</summary>
    public const uint InRoot = 1;

    [FieldOffset(0)] public ulong Offset;
    [FieldOffset(8)] public FileQuestionKind Kind;
    [FieldOffset(12)] public uint Slot;
    [FieldOffset(16)] public uint From;
    [FieldOffset(20)] public uint Flags;
    [FieldOffset(24)] public uint Bytes;
}
