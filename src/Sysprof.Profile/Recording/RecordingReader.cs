using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>
/// Reads a recording, holding one interval at a time. Any bytes are safe to read: what is not right ends the reading
/// and is told by <see cref="End"/>.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    /// <summary>The name that means stdin.</summary>
    private const string StandardInput = "-";

    private readonly IntervalDecoder _decoder = new();
    private readonly Stream _stream;
    private readonly ChunkReader _chunks;
    private readonly string _file;
    private long _intervals;
    private RecordingEnd? _end;

    /// <summary>Reads the header from a stream, which it owns from now on.</summary>
    /// <param name="stream">Where from; need not be seekable.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="SysprofException">It is not a recording, one of a newer format, or ends in its header.</exception>
    public RecordingReader(Stream stream, string file)
    {
        _stream = stream;
        _file = file;
        _chunks = new ChunkReader(stream);
        try
        {
            Run = Guard(ReadHeader);
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What messages call it.</summary>
    public string Name => _file;

    /// <summary>What the header says.</summary>
    public RunInfo Run { get; }

    /// <summary>Whether the same file can be opened once more: not a pipe.</summary>
    public bool CanBeReadAgain => _stream.CanSeek;

    /// <summary>How the recording ended.</summary>
    /// <exception cref="InvalidOperationException">Its intervals have not all been read yet.</exception>
    public RecordingEnd End => _end ?? throw new InvalidOperationException("the recording has not been read to its end");

    /// <summary>Opens a recording.</summary>
    /// <param name="file">Its name, "-" for stdin; may be a pipe.</param>
    /// <exception cref="SysprofException">It does not open, or is not a recording that can be read.</exception>
    public static RecordingReader Open(string file) => new(OpenStream(file), file == StandardInput ? "standard input" : file);

    /// <summary>The intervals in order, read as they are asked for. Once; a second time gives what is left.</summary>
    /// <exception cref="SysprofException">The file cannot be read: an input error, not a damage of its content.</exception>
    public IEnumerable<Interval> ReadIntervals()
    {
        while (Guard(ReadNext) is { } interval)
        {
            yield return interval;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static Stream OpenStream(string file)
    {
        if (file == StandardInput)
        {
            return Console.OpenStandardInput();
        }

        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (FileErrors.IsForeseenInOpening(e))
        {
            throw FileErrors.Describe("reading", file, e);
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (FileErrors.IsForeseen(e))
        {
            throw FileErrors.Describe("reading", _file, e);
        }
    }

    private SysprofException Fault(string what, string? hint = null, Exception? inner = null) =>
        new($"reading {_file}: {what}", hint, inner: inner);

    private RunInfo ReadHeader()
    {
        CheckPreface();
        switch (_chunks.Read())
        {
            case ChunkStatus.Damaged:
                throw Fault($"its header is damaged: {_chunks.Detail}");
            case not ChunkStatus.Whole:
                throw Fault("cut off in its header, no interval is there");
        }

        if (_chunks.Type != RecordingFormat.HeaderChunk)
        {
            throw Fault("damaged: it does not begin with a header");
        }

        try
        {
            return HeaderCodec.Decode(_chunks.Payload);
        }
        catch (InvalidDataException e)
        {
            throw Fault($"its header is damaged: {e.Message}", inner: e);
        }
    }

    private void CheckPreface()
    {
        Span<byte> preface = stackalloc byte[RecordingFormat.PrefaceLength];
        int read = _stream.ReadAtLeast(preface, preface.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            throw Fault("the file is empty");
        }

        int magic = Math.Min(read, RecordingFormat.Magic.Length);
        if (!preface[..magic].SequenceEqual(RecordingFormat.Magic[..magic]))
        {
            throw Fault("not a sysprof recording");
        }

        if (read < preface.Length)
        {
            throw Fault("cut off in its header, no interval is there");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(preface[12..]) != Crc32C.Of(preface[..12]))
        {
            throw Fault("damaged in its first 16 bytes");
        }

        int major = BinaryPrimitives.ReadUInt16LittleEndian(preface[8..]);
        if (major is < RecordingFormat.OldestMajor or > RecordingFormat.Major)
        {
            throw Fault(
                $"a recording in format {major}, and this sysprof reads format {RecordingFormat.Major}",
                major > RecordingFormat.Major ? "read it with a newer sysprof" : null);
        }
    }

    private Interval? ReadNext()
    {
        while (_end is null)
        {
            long offset = _chunks.Offset;
            switch (_chunks.Read())
            {
                case ChunkStatus.EndOfFile:
                    Finish(RecordingState.CutOff, offset, "the closing chunk is missing");
                    break;
                case ChunkStatus.Cut:
                    Finish(RecordingState.CutOff, offset, _chunks.Detail);
                    break;
                case ChunkStatus.Damaged:
                    Finish(RecordingState.Damaged, offset, _chunks.Detail);
                    break;
                case ChunkStatus.Whole when TryDecode(offset, out Interval? interval):
                    return interval;
            }
        }

        return null;
    }

    /// <summary>Takes a whole chunk in: true when it is an interval. Of a later version's types it knows nothing.</summary>
    private bool TryDecode(long offset, [NotNullWhen(true)] out Interval? interval)
    {
        interval = null;
        try
        {
            switch (_chunks.Type)
            {
                case RecordingFormat.IntervalChunk:
                    interval = _decoder.Decode(_chunks.Payload);
                    _intervals++;
                    return true;
                case RecordingFormat.EndChunk:
                    ReadEnd(offset);
                    return false;
                case RecordingFormat.HeaderChunk:
                    throw new InvalidDataException("a second header");
                default:
                    return false;
            }
        }
        catch (InvalidDataException e)
        {
            Finish(RecordingState.Damaged, offset, e.Message);
            return false;
        }
    }

    private void ReadEnd(long offset)
    {
        Proto.End end;
        try
        {
            ArraySegment<byte> payload = _chunks.Payload;
            end = Proto.End.Parser.ParseFrom(payload.Array, payload.Offset, payload.Count);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("a closing chunk that is not a protobuf message", e);
        }

        if (end.Intervals != (ulong)_intervals)
        {
            throw new InvalidDataException($"the closing chunk tells of {end.Intervals} intervals");
        }

        long behind = _chunks.Offset;
        if (_chunks.Read() != ChunkStatus.EndOfFile)
        {
            Finish(RecordingState.Damaged, behind, "bytes behind the closing chunk");
            return;
        }

        _end = new RecordingEnd(RecordingState.Whole, _intervals, behind, "", end.Reason);
    }

    private void Finish(RecordingState state, long offset, string detail) =>
        _end = new RecordingEnd(state, _intervals, offset, detail, "");
}
