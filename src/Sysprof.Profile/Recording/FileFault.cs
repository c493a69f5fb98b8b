namespace Sysprof.Profile.Recording;

/// <summary>Puts what the file system says into words.</summary>
internal static class FileFault
{
    // Linux errno values, which .NET leaves in HResult.
    private const int Eio = 5;
    private const int Eexist = 17;
    private const int Eisdir = 21;
    private const int Enospc = 28;
    private const int Erofs = 30;
    private const int Epipe = 32;
    private const int Eloop = 40;
    private const int Edquot = 122;

    /// <summary>True for what opening a file may throw because of the file or its name.</summary>
    public static bool InOpening(Exception e) => InUse(e) || e is ArgumentException or NotSupportedException;

    /// <summary>True for what reading or writing an open file may throw because of the file.</summary>
    public static bool InUse(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The cause in a few lower-case words.</summary>
    public static string Reason(Exception e) => e switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the name is too long",
        IOException => OfErrno(e),
        ArgumentException => "not a file name",
        _ => e.Message,
    };

    private static string OfErrno(Exception e) => e.HResult switch
    {
        Eio => "input/output error",
        Eexist => "it exists already",
        Eisdir => "is a directory",
        Enospc => "no space left on device",
        Erofs => "read-only file system",
        Epipe => "the reader has gone",
        Eloop => "too many symbolic links",
        Edquot => "disk quota exceeded",
        _ => e.Message,
    };
}
