using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>
/// Writes a recording, interval by interval. What was written is a readable file at any moment, also when sysprof is
/// killed or the disk is full. Not for several threads.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    private readonly ChunkBuilder _chunk = new();
    private readonly IntervalEncoder _encoder = new();
    private readonly Stream _stream;
    private readonly string _file;
    private bool _ended;
    private long _recordedNs;

    /// <summary>Begins a recording on a stream, which it owns from now on.</summary>
    /// <param name="stream">Where to; need not be seekable.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="run">What the header says.</param>
    /// <exception cref="SysprofException">The header could not be written.</exception>
    public RecordingWriter(Stream stream, string file, RunInfo run)
    {
        _stream = stream;
        _file = file;
        try
        {
            WriteWhole(Preface());
            WriteWhole(_chunk.Build(RecordingFormat.HeaderChunk, HeaderCodec.Encode(run)));
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many intervals were written.</summary>
    public long Intervals { get; private set; }

    /// <summary>How many bytes were written: the length of the file.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the interval that follows those written before, and hands it to the kernel.</summary>
    /// <exception cref="SysprofException">
    /// It was not written: no space left, the reader of a pipe has gone. The file ends before it, and nothing more can
    /// be written.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The recording has ended, or the interval contradicts itself: a bug of its maker.
    /// </exception>
    public void Write(Interval interval)
    {
        ThrowIfEnded();
        using (CodedOutputStream output = _chunk.Begin(RecordingFormat.IntervalChunk))
        {
            _encoder.Encode(interval, output);
        }

        if (_chunk.PayloadLength > RecordingFormat.MaxPayloadLength)
        {
            End("an interval was too large");
            throw new SysprofException(
                $"writing {_file}: an interval of {_chunk.PayloadLength >> 20} MiB, and "
                + $"{RecordingFormat.MaxPayloadLength >> 20} is the limit",
                $"{Saved()}; record fewer threads or shorter intervals");
        }

        WriteWhole(_chunk.End());
        Intervals++;
        _recordedNs += interval.EndNs - interval.StartNs;
    }

    /// <summary>Ends the recording in order and closes the stream.</summary>
    /// <exception cref="SysprofException">The closing chunk was not written; the intervals were.</exception>
    /// <exception cref="InvalidOperationException">The recording has ended already.</exception>
    public void Close()
    {
        ThrowIfEnded();
        WriteWhole(_chunk.Build(RecordingFormat.EndChunk, new Proto.End { Intervals = (ulong)Intervals }));
        _ended = true;
        Guard(static stream => (stream as FileStream)?.Flush(flushToDisk: true));
        Guard(static stream => stream.Dispose());
    }

    /// <summary>Closes the stream. Without <see cref="Close"/> the recording reads as cut off.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _chunk.Dispose();
        _ended = true;
    }

    private static byte[] Preface()
    {
        byte[] preface = new byte[RecordingFormat.PrefaceLength];
        RecordingFormat.Magic.CopyTo(preface);
        BinaryPrimitives.WriteUInt16LittleEndian(preface.AsSpan(8), RecordingFormat.Major);
        BinaryPrimitives.WriteUInt16LittleEndian(preface.AsSpan(10), RecordingFormat.Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(preface.AsSpan(12), Crc32C.Of(preface.AsSpan(0, 12)));
        return preface;
    }

    private void ThrowIfEnded()
    {
        if (_ended)
        {
            throw new InvalidOperationException($"the recording {_file} has ended");
        }
    }

    private string Saved() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Intervals} {(Intervals == 1 ? "interval" : "intervals")} ({_recordedNs * 1e-9:0.0} s) saved");

    /// <summary>Writes all of it or, where the stream can be shortened, nothing.</summary>
    private void WriteWhole(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
            _stream.Flush();
            Bytes += bytes.Length;
        }
        catch (Exception e) when (FileErrors.IsForeseen(e))
        {
            string reason = FileErrors.Reason(_file, e);
            CutBack();
            End(reason);
            throw FileErrors.Describe("writing", _file, e, Saved());
        }
    }

    /// <summary>Ends a recording early: with a closing chunk that says why, where there is room for it.</summary>
    private void End(string reason)
    {
        _ended = true;
        if (Intervals == 0 || !_stream.CanSeek)
        {
            return;
        }

        using var chunk = new ChunkBuilder();
        ReadOnlySpan<byte> end = chunk.Build(
            RecordingFormat.EndChunk, new Proto.End { Intervals = (ulong)Intervals, Reason = reason });
        try
        {
            _stream.Write(end);
            _stream.Flush();
            Bytes += end.Length;
        }
        catch (Exception e) when (FileErrors.IsForeseen(e))
        {
            // No room for that either: the file ends after its last interval, which readers understand.
            CutBack();
        }
    }

    private void CutBack()
    {
        if (!_stream.CanSeek)
        {
            return;
        }

        try
        {
            _stream.SetLength(Bytes);
            _stream.Position = Bytes;
        }
        catch (Exception e) when (FileErrors.IsForeseen(e))
        {
            // A device, or a disk that is gone: half a chunk stays, and readers stop before it.
            return;
        }
    }

    private void Guard(Action<Stream> finish)
    {
        try
        {
            finish(_stream);
        }
        catch (Exception e) when (FileErrors.IsForeseen(e))
        {
            throw FileErrors.Describe("writing", _file, e);
        }
    }
}
