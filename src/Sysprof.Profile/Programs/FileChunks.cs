namespace Sysprof.Profile.Programs;

/// <summary>
/// Bytes of a file, range after range, in pieces that overlap: what is not longer than the overlap is whole in one of
/// them. A zero stands before each range, so that every text in it follows one.
/// </summary>
internal sealed class FileChunks
{
    /// <summary>How many bytes of a file are looked at, the most that all ranges together give.</summary>
    public const long MostBytes = 64 << 20;

    /// <summary>How long a text can be that is found wherever it lies.</summary>
    public const int Overlap = 512;

    private const int ChunkBytes = 1 << 16;

    private readonly ElfFile _file;
    private readonly (ulong Offset, ulong Bytes)[] _ranges;
    private readonly byte[] _buffer = new byte[Overlap + ChunkBytes];
    private int _range;
    private ulong _done;
    private int _filled = 1;
    private long _left = MostBytes;

    private FileChunks(ElfFile file, IEnumerable<(ulong Offset, ulong Bytes)> ranges)
    {
        _file = file;
        _ranges = [.. ranges];
    }

    /// <summary>Where constants are: one section, or without section headers all that cannot be written.</summary>
    public static FileChunks OfConstants(ElfFile file) => Of(file, ".rodata", writable: false);

    /// <summary>Where variables begin with a value.</summary>
    public static FileChunks OfVariables(ElfFile file) => Of(file, ".data", writable: true);

    /// <summary>Gives the next piece, which stays good until the one after it is asked for; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> chunk)
    {
        while (_range < _ranges.Length && _left > 0)
        {
            int kept = Math.Min(_filled, Overlap);
            _buffer.AsSpan(_filled - kept, kept).CopyTo(_buffer);
            _filled = kept;
            int read = Fill(_ranges[_range]);
            if (read > 0)
            {
                chunk = _buffer.AsSpan(0, _filled);
                return true;
            }

            NextRange();
        }

        chunk = [];
        return false;
    }

    private static FileChunks Of(ElfFile file, string section, bool writable) => new(
        file,
        file.FindSection(section) is { Type: not ElfSection.NoBits } found
            ? [(found.Offset, found.Bytes)]
            : file.Segments
                .Where(segment => segment.Type == ElfSegment.Load &&
                    (segment.Flags & ElfSegment.Writable) != 0 == writable)
                .Select(segment => (segment.Offset, segment.FileBytes)));

    /// <summary>Reads the next bytes of a range behind what is kept, and returns how many.</summary>
    private int Fill((ulong Offset, ulong Bytes) range)
    {
        int wanted = (int)Math.Min(Math.Min(range.Bytes - _done, ChunkBytes), (ulong)_left);
        int read = range.Offset > ulong.MaxValue - _done
            ? 0
            : _file.ReadAt(range.Offset + _done, _buffer.AsSpan(_filled, wanted));
        _done += (ulong)read;
        _left -= read;
        _filled += read;
        return read;
    }

    private void NextRange()
    {
        _range++;
        _done = 0;
        _buffer[0] = 0;
        _filled = 1;
    }
}
