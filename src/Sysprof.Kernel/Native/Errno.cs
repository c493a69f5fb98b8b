namespace Sysprof.Kernel.Native;

/// <summary>The errnos that are told apart here (asm-generic/errno-base.h).</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int NoMemory = 12;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int TooManyFilesInAll = 23; // ENFILE
    public const int TooManyFiles = 24; // EMFILE
}
