using System.ComponentModel;
using System.Net.Sockets;

namespace Sysprof.Cli.Running;

/// <summary>Failures that pass: the process or the machine has no file descriptor or memory left at the moment.</summary>
internal static class Shortage
{
    /// <summary>What a client is told whose request met it.</summary>
    public const string Answer = "no file descriptor or memory is left for this at the moment";

    // Linux errno values.
    private const int NoMemory = 12;
    private const int TooManyInSystem = 23;
    private const int TooMany = 24;

    /// <summary>Whether an exception, or one that caused it, is of that kind.</summary>
    public static bool IsCauseOf(Exception error) => Chain(error).Any(cause => ErrnoOf(cause) is NoMemory or TooManyInSystem or TooMany);

    /// <summary>The same of file descriptors alone.</summary>
    public static bool IsOfDescriptors(Exception error) => Chain(error).Any(cause => ErrnoOf(cause) is TooManyInSystem or TooMany);

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static int ErrnoOf(Exception error) => error switch
    {
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => TooMany,
        SocketException { SocketErrorCode: SocketError.NoBufferSpaceAvailable } => NoMemory,
        SocketException => 0,
        Win32Exception native => native.NativeErrorCode,
        // On Unix the runtime keeps the errno of a plain IOException in its HResult.
        IOException => error.HResult,
        _ => 0,
    };
}
