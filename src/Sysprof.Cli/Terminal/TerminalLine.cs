using System.Runtime.InteropServices;

namespace Sysprof.Cli.Terminal;

/// <summary>Bytes to and from a terminal, and whose it is: what .NET's streams do not tell apart.</summary>
internal static class TerminalLine
{
    private const short Readable = 1; // POLLIN
    private const short Writable = 4; // POLLOUT
    private const short Gone = 0x8 | 0x10 | 0x20; // POLLERR, POLLHUP, POLLNVAL
    private const int Interrupted = 4; // EINTR
    private const int WouldBlock = 11; // EAGAIN

    /// <summary>Writes everything, in one call unless the kernel takes less.</summary>
    /// <returns>0, or the errno that it ended with: the terminal has gone, or the reader of a pipe.</returns>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint written = Write(descriptor, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);
            int error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            switch (error)
            {
                case 0:
                    bytes = bytes[(int)written..];
                    break;
                case Interrupted:
                    break;
                case WouldBlock:
                    // Somebody who shares the descriptor made it so.
                    PollEntry[] entry = [new() { Descriptor = descriptor, Wanted = Writable }];
                    _ = Poll(entry, 1, -1);
                    break;
                default:
                    return error;
            }
        }

        return 0;
    }

    /// <summary>Reads what was typed. Does not wait with the modes of <see cref="TerminalModes.ForKeys"/>.</summary>
    /// <returns>How many bytes, 0 when there are none, less when there will be no more.</returns>
    public static int ReadInto(int descriptor, byte[] buffer) => (int)Read(descriptor, buffer, (nuint)buffer.Length);

    /// <summary>Waits until a terminal has something to read, or another descriptor does.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="other">The descriptor that ends the wait.</param>
    /// <param name="timeoutMs">How long, -1 for ever. A signal may end it earlier.</param>
    public static TerminalWait Wait(int terminal, int other, int timeoutMs)
    {
        PollEntry[] entries =
        [
            new() { Descriptor = terminal, Wanted = Readable },
            new() { Descriptor = other, Wanted = Readable },
        ];
        return Poll(entries, (nuint)entries.Length, timeoutMs) > 0
            ? new((entries[0].Happened & Readable) != 0, (entries[0].Happened & Gone) != 0, entries[1].Happened != 0)
            : default;
    }

    /// <summary>Whether a terminal takes a short text now without a wait.</summary>
    public static bool IsReady(int descriptor)
    {
        PollEntry[] entry = [new() { Descriptor = descriptor, Wanted = Writable }];
        return Poll(entry, 1, 0) > 0 && (entry[0].Happened & Writable) != 0;
    }

    /// <summary>Whether we may read a terminal and set its modes: in the background the kernel would stop us for it.</summary>
    /// <remarks>A terminal that does not control our session minds nothing.</remarks>
    public static bool IsInForeground(int descriptor) =>
        ForegroundGroup(descriptor) is var group && (group < 0 || group == OwnGroup());

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int descriptor, in byte bytes, nuint count);

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(int descriptor, [Out] byte[] buffer, nuint count);

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ForegroundGroup(int descriptor);

    [DllImport("libc", EntryPoint = "getpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OwnGroup();

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
