using System.Runtime.InteropServices;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>Errors of the file system in our words.</summary>
internal static class FileErrors
{
    private const int NoSuchFile = 2;
    private const int PermissionDenied = 13;
    private const int IsDirectory = 21;

    /// <summary>Whether an exception is the file system's, so that it can be told without a stack.</summary>
    public static bool IsForeseen(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>The error to throw: "opening x.rec: permission denied".</summary>
    public static SysprofException Describe(string action, string path, Exception error) =>
        new($"{action} {path}: {Reason(path, error)}", inner: error);

    private static string Reason(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => Text(NoSuchFile),
        UnauthorizedAccessException => Text(Directory.Exists(path) ? IsDirectory : PermissionDenied),
        // On Unix the runtime keeps the errno of a plain IOException in its HResult.
        IOException { HResult: > 0 and < 4096 } => Text(error.HResult),
        _ => error.Message,
    };

    // The C library's text, lower case as everywhere in our messages: "no space left on device".
    private static string Text(int errno)
    {
        string text = Marshal.GetPInvokeErrorMessage(errno);
        return text.Length == 0 ? $"error {errno}" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
