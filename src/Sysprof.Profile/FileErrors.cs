using System.Runtime.InteropServices;

namespace Sysprof.Profile;

/// <summary>Errors of the file system in our words.</summary>
public static class FileErrors
{
    /// <summary>What the kernel says when the reader of a pipe has gone (EPIPE).</summary>
    public const int BrokenPipe = 32;

    // Linux errno values.
    private const int NoSuchFile = 2;
    private const int PermissionDenied = 13;
    private const int IsDirectory = 21;
    private const int NameTooLong = 36;

    /// <summary>Whether an exception is the file system's, so that it can be told without a stack.</summary>
    public static bool IsForeseen(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>The same of opening a file, whose name may be none.</summary>
    public static bool IsForeseenInOpening(Exception error) =>
        IsForeseen(error) || error is ArgumentException or NotSupportedException;

    /// <summary>The error to throw: "writing x.rec: permission denied".</summary>
    /// <param name="action">What was being done.</param>
    /// <param name="path">To which file.</param>
    /// <param name="error">What the file system threw.</param>
    /// <param name="hint">What the user can do about it.</param>
    public static SysprofException Describe(string action, string path, Exception error, string? hint = null) =>
        new($"{action} {path}: {Reason(path, error)}", hint, inner: error);

    /// <summary>The cause in a few lower-case words.</summary>
    public static string Reason(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => Text(NoSuchFile),
        UnauthorizedAccessException => Text(Directory.Exists(path) ? IsDirectory : PermissionDenied),
        PathTooLongException => Text(NameTooLong),
        // On Unix the runtime keeps the errno of a plain IOException in its HResult.
        IOException { HResult: BrokenPipe } => "the reader has gone",
        IOException { HResult: > 0 and < 4096 } => Text(error.HResult),
        ArgumentException => "not a file name",
        _ => error.Message,
    };

    // The C library's text, lower case as everywhere in our messages: "no space left on device".
    private static string Text(int errno)
    {
        string text = Marshal.GetPInvokeErrorMessage(errno);
        return text.Length == 0 ? $"error {errno}" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
