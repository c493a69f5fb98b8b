using System.Diagnostics;
using System.Text;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Files;

/// <summary>
/// Files of other programs, from /proc/PID on: the only way to them. Any system call on one of their paths may wait for ever, so that
/// this process makes none: a <see cref="FilesHelper"/> does, has a deadline for each, and is replaced when it does not keep it.
/// </summary>
/// <remarks>
/// One caller at a time, whose look begins, asks and ends. <see cref="Dispose"/> by any thread: what is asked at that moment has no
/// answer then, at once.
/// </remarks>
internal sealed class ForeignFiles : IDisposable
{
    /// <summary>Bytes that a look may read, at most.</summary>
    public const long MostBytes = 128 << 20;

    // A disk that is busy answers within this time, mostly; who looks at the others waits no longer for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _turn = new();
    private readonly SilentPlaces _silent = new(TimeProvider.System, LeftHelpers.OfProcess.Contains);
    private FilesHelper? _helper;
    private bool _disposed;
    private bool _failed; // A helper that was replaced has nothing of what the one before had found.
    private long _startedAt;
    private TimeSpan _limit;
    private long _bytesLeft;
    private uint _slots;
    private (uint Major, uint Minor) _proc;

    /// <summary>How many helpers were started.</summary>
    public int HelpersStarted { get; private set; }

    /// <summary>The process id of the helper, 0 while there is none.</summary>
    public int HelperTgid
    {
        get
        {
            lock (_turn)
            {
                return _helper?.Tgid ?? 0;
            }
        }
    }

    /// <summary>Begins a look.</summary>
    /// <param name="limit">After this time nothing more is asked; a question that was asked may still take its time.</param>
    public void Begin(TimeSpan limit)
    {
        _startedAt = Stopwatch.GetTimestamp();
        _limit = limit;
        _bytesLeft = MostBytes;
        _failed = false;
    }

    /// <summary>Ends a look: nothing that was found is held any more.</summary>
    public void End()
    {
        if (_slots > 0 && !_failed)
        {
            _limit = TimeSpan.MaxValue;
            Ask(new FileQuestion { Kind = FileQuestionKind.Close }, [], new SilentPlace(default, 0, "close"), out _, out _);
        }

        _slots = 0;
    }

    /// <summary>Finds a file; nothing of it is opened, and its server is asked only for what lies on the way.</summary>
    /// <param name="directory">The directory that the path starts from; null for /proc.</param>
    /// <param name="path">The path from there.</param>
    /// <param name="inRoot">
    /// Whether the directory is the root for the path: absolute links and ".." stay below it, and links of /proc are not followed.
    /// </param>
    /// <param name="found">The file, when it is known.</param>
    public LookOutcome Find(ForeignFile? directory, string path, bool inRoot, out ForeignFile? found)
    {
        found = null;
        Span<byte> text = stackalloc byte[FileQuestion.MostPathBytes];
        if (!TryEncode(path, text, out int bytes))
        {
            return LookOutcome.Unreadable;
        }

        if (_slots == FileQuestion.Slots)
        {
            return LookOutcome.NotAsked;
        }

        var question = new FileQuestion
        {
            Kind = FileQuestionKind.Find,
            Slot = _slots,
            From = directory?.Slot ?? FileQuestion.Proc,
            Flags = inRoot ? FileQuestion.InRoot : 0,
        };
        FileIdentity from = directory?.Identity ?? default;
        LookOutcome outcome = Ask(question, text[..bytes], new SilentPlace(from.Device, from.Inode, path), out FileAnswer answer, out var shown);
        if (outcome == LookOutcome.Known)
        {
            found = new ForeignFile(this, _slots, answer.Identity, Encoding.UTF8.GetString(shown));
            _slots++;
            _proc = directory is null ? answer.Identity.Device : _proc;
        }

        return outcome;
    }

    /// <summary>Reads content of a file that was found in this look; as little as its end or our limits leave.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="read">How many bytes there were; 0 at the end.</param>
    internal LookOutcome Read(ForeignFile file, long offset, Span<byte> buffer, out int read)
    {
        read = 0;
        if (_bytesLeft == 0)
        {
            return LookOutcome.NotAsked;
        }

        var question = new FileQuestion
        {
            Kind = FileQuestionKind.Read,
            Slot = file.Slot,
            Offset = (ulong)offset,
            Bytes = (uint)Math.Min(Math.Min(buffer.Length, FileQuestion.MostReadBytes), _bytesLeft),
        };
        (uint, uint) device = file.Identity.Device;
        var place = new SilentPlace(device, device == _proc ? file.Identity.Inode : 0, "");
        LookOutcome outcome = Ask(question, [], place, out _, out ReadOnlySpan<byte> content);
        if (outcome == LookOutcome.Known)
        {
            read = Math.Min(content.Length, buffer.Length);
            content[..read].CopyTo(buffer);
            _bytesLeft -= read;
        }

        return outcome;
    }

    /// <summary>Ends the helper. Nothing is found out from now on.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _disposed = true;
            LeaveHelper();
        }
    }

    private static bool TryEncode(string path, Span<byte> buffer, out int bytes)
    {
        bytes = 0;
        return path.Length > 0 && !path.Contains('\0') && Encoding.UTF8.TryGetBytes(path, buffer, out bytes);
    }

    private LookOutcome Ask(
        in FileQuestion question, ReadOnlySpan<byte> text, SilentPlace place, out FileAnswer answer, out ReadOnlySpan<byte> data)
    {
        answer = default;
        data = [];
        if (_failed || _silent.Contains(place))
        {
            return LookOutcome.NoAnswer;
        }

        if (Stopwatch.GetElapsedTime(_startedAt) >= _limit || HelperToAsk() is not { } helper)
        {
            return LookOutcome.NotAsked;
        }

        if (!helper.TryAsk(question, text, s_patience, out answer))
        {
            _failed = true;
            if (helper.IsLate)
            {
                _silent.Add(place, helper.Tgid);
            }

            lock (_turn)
            {
                LeaveHelper();
            }

            return LookOutcome.NoAnswer;
        }

        data = helper.Data;
        return answer.Result switch
        {
            >= 0 => LookOutcome.Known,
            -Errno.NoEntry or -Errno.NoProcess => LookOutcome.Gone,
            -Errno.NotPermitted or -Errno.AccessDenied => LookOutcome.NotPermitted,
            _ => LookOutcome.Unreadable,
        };
    }

    /// <summary>Starts one where there is none; null when too many wait already, or no process is to be had.</summary>
    private FilesHelper? HelperToAsk()
    {
        lock (_turn)
        {
            if (_helper is null && !_disposed && LeftHelpers.OfProcess.Count < LeftHelpers.Most)
            {
                _helper = FilesHelper.Start();
                HelpersStarted += _helper is null ? 0 : 1;
            }

            return _helper;
        }
    }

    private void LeaveHelper()
    {
        if (_helper is { } helper)
        {
            helper.Dispose();
            LeftHelpers.OfProcess.Add(helper.Tgid);
            _helper = null;
        }
    }
}
