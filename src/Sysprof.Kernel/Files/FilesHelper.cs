using System.Diagnostics;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Requirements;

namespace Sysprof.Kernel.Files;

/// <summary>
/// A process that makes system calls on paths of other programs for us (<c>native/files.c</c>): when one of them never returns, that
/// process is left behind. It ends by itself when this process does.
/// </summary>
/// <remarks>One question at a time; <see cref="Dispose"/> by any thread, also during one, which then has no answer.</remarks>
internal sealed unsafe class FilesHelper : IDisposable
{
    /// <summary>The name of its program, which lies beside ours.</summary>
    public const string Program = "sysprof-files";

    private const int SignalKill = 9;

    // Where the machine is busy it may wait for a CPU for longer than a file system may take.
    private const int MostTimes = 10;

    private readonly FileDescriptor _socket;
    private readonly byte[] _packet = new byte[FileAnswer.Size + FileQuestion.MostReadBytes];

    private FilesHelper(int tgid, FileDescriptor socket)
    {
        Tgid = tgid;
        _socket = socket;
    }

    /// <summary>Its process id.</summary>
    public int Tgid { get; }

    /// <summary>Whether the last question had no answer in its time; not when the process has ended.</summary>
    public bool IsLate { get; private set; }

    /// <summary>What was behind the last answer; good until the next question.</summary>
    public ReadOnlySpan<byte> Data => _packet.AsSpan(FileAnswer.Size, DataBytes);

    private int DataBytes { get; set; }

    /// <summary>Starts one; null when there is no process to be had.</summary>
    public static FilesHelper? Start()
    {
        int socket;
        int tgid = SysprofNative.StartFiles(Path.Combine(AppContext.BaseDirectory, Program), Capabilities.OfLooks.Mask, &socket);
        return tgid < 0 ? null : new FilesHelper(tgid, new FileDescriptor(socket));
    }

    /// <summary>Asks, and waits for the answer; false when there is none in that time.</summary>
    /// <param name="question">The question.</param>
    /// <param name="text">What belongs to it.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="answer">The answer.</param>
    public bool TryAsk(in FileQuestion question, ReadOnlySpan<byte> text, TimeSpan patience, out FileAnswer answer)
    {
        answer = default;
        bool held = false;
        try
        {
            _socket.DangerousAddRef(ref held); // So that nobody else has its number before this ends.
            return Send(question, text) && Receive(patience, out answer);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (held)
            {
                _socket.DangerousRelease();
            }
        }
    }

    /// <summary>Ends the process, without waiting for its end: <see cref="LeftHelpers"/> does what is left.</summary>
    public void Dispose()
    {
        _ = LibC.Shutdown(_socket.Number, LibC.ShutdownBoth); // Wakes who waits for an answer.
        _ = LibC.Kill(Tgid, SignalKill);
        _socket.Dispose();
    }

    private bool Send(in FileQuestion question, ReadOnlySpan<byte> text)
    {
        MemoryMarshal.Write(_packet, question);
        text.CopyTo(_packet.AsSpan(FileQuestion.Size));
        int bytes = FileQuestion.Size + text.Length;
        fixed (byte* packet = _packet)
        {
            return LibC.Send(_socket.Number, packet, (nuint)bytes, LibC.NoSignal | LibC.DoNotWait) == bytes;
        }
    }

    private bool Receive(TimeSpan patience, out FileAnswer answer)
    {
        answer = default;
        if (!IsReadable(patience))
        {
            return false;
        }

        nint bytes;
        fixed (byte* packet = _packet)
        {
            bytes = LibC.Receive(_socket.Number, packet, (nuint)_packet.Length, LibC.DoNotWait);
        }

        if (bytes < FileAnswer.Size)
        {
            return false;
        }

        DataBytes = (int)bytes - FileAnswer.Size;
        answer = MemoryMarshal.Read<FileAnswer>(_packet);
        return true;
    }

    private bool IsReadable(TimeSpan patience)
    {
        long startedAt = Stopwatch.GetTimestamp();
        var wanted = new PollRequest { Descriptor = _socket.Number, Events = LibC.PollIn };
        TimeSpan allowed = patience;
        while (true)
        {
            TimeSpan left = allowed - Stopwatch.GetElapsedTime(startedAt);
            int ready = LibC.Poll(&wanted, 1, (int)Math.Ceiling(Math.Max(0, left.TotalMilliseconds)));
            if (ready > 0)
            {
                return true;
            }

            if (ready == 0 && (!IsRunnable() || allowed >= MostTimes * patience))
            {
                IsLate = true;
                return false;
            }

            allowed += ready == 0 ? patience : TimeSpan.Zero;
        }
    }

    /// <summary>Whether it has no CPU, or is at work: who waits for a file system is in another state.</summary>
    private bool IsRunnable()
    {
        try
        {
            string status = File.ReadAllText($"/proc/{Tgid}/stat"); // Of our own child: nobody else has a part in it.
            return status.AsSpan(status.LastIndexOf(')') + 1).StartsWith(" R");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
