namespace Sysprof.Profile.Findings;

/// <summary>The errnos that rules look for; include/uapi/asm-generic/errno-base.h and errno.h.</summary>
internal static class Errno
{
    public const int NoEntry = 2; // ENOENT
    public const int Again = 11; // EAGAIN
    public const int TimedOut = 110; // ETIMEDOUT
    public const int Refused = 111; // ECONNREFUSED
    public const int HostDown = 112; // EHOSTDOWN
    public const int HostUnreachable = 113; // EHOSTUNREACH
}
