using System.Buffers.Binary;

namespace Sysprof.Profile.Programs;

/// <summary>
/// A little-endian ELF file of 32 or 64 bits, as far as its headers go. Files are not trusted: a wrong offset leads to
/// nothing, never beyond the file, and what is kept of a file is bounded.
/// </summary>
/// <remarks>One caller at a time, since it moves the position of the stream.</remarks>
public sealed class ElfFile
{
    /// <summary>Most headers of one kind that are read: linked programs have some forty sections.</summary>
    internal const int MostHeaders = 4096;

    private const int MostNameBytes = 64;
    private const int MostNamesBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly ElfHeader _header;
    private readonly long _bytes;

    private ElfFile(Stream stream, ElfHeader header)
    {
        _stream = stream;
        _bytes = stream.Length;
        _header = header;
        Segments = ReadSegments();
        Sections = ReadSections();
    }

    /// <summary>The program headers in their order.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>The sections in their order; none when the file was stripped of their headers.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>Reads the headers; null when it is no such file.</summary>
    /// <param name="stream">The file, which can seek; it stays the caller's.</param>
    public static ElfFile? Read(Stream stream)
    {
        Span<byte> first = stackalloc byte[ElfHeader.MostBytes];
        int length = ReadAt(stream, 0, first);
        return ElfHeader.Parse(first[..length]) is { } header ? new ElfFile(stream, header) : null;
    }

    /// <summary>The first section with a name, or null.</summary>
    public ElfSection? FindSection(string name)
    {
        foreach (ElfSection section in Sections)
        {
            if (section.Name == name)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>Reads from a place in the file; returns how many bytes there were, 0 outside of the file.</summary>
    public int ReadAt(ulong offset, Span<byte> buffer) => ReadAt(_stream, offset, buffer);

    /// <summary>Reads what the file maps at an address, not beyond the segment it lies in.</summary>
    public int ReadMemory(ulong address, Span<byte> buffer)
    {
        foreach (ElfSegment segment in Segments)
        {
            ulong into = address - segment.Address; // huge when the address lies before it
            if (segment.Type == ElfSegment.Load && into < segment.FileBytes && into <= ulong.MaxValue - segment.Offset)
            {
                ulong bytes = Math.Min((ulong)buffer.Length, segment.FileBytes - into);
                return ReadAt(segment.Offset + into, buffer[..(int)bytes]);
            }
        }

        return 0;
    }

    private static int ReadAt(Stream stream, ulong offset, Span<byte> buffer)
    {
        try
        {
            if (offset >= (ulong)stream.Length)
            {
                return 0;
            }

            stream.Position = (long)offset;
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // A disk that cannot be read, a file on a server that refuses it: as if the file ended here.
            return 0;
        }
    }

    private ElfSegment[] ReadSegments()
    {
        byte[] table = ReadTable(_header.SegmentsOffset, _header.SegmentBytes, _header.SegmentCount);
        var segments = new ElfSegment[table.Length / _header.SegmentBytes];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = _header.ParseSegment(table.AsSpan(i * _header.SegmentBytes));
        }

        return segments;
    }

    private ElfSection[] ReadSections()
    {
        byte[] table = ReadTable(_header.SectionsOffset, _header.SectionBytes, _header.SectionCount);
        var sections = new ElfSection[table.Length / _header.SectionBytes];
        if (_header.NamesIndex >= sections.Length)
        {
            return [];
        }

        ReadOnlySpan<byte> HeaderOf(int i) => table.AsSpan(i * _header.SectionBytes);
        ElfSection ofNames = _header.ParseSection(HeaderOf(_header.NamesIndex), []);
        var names = new byte[(int)Math.Min(Math.Min(ofNames.Bytes, MostNamesBytes), (ulong)_bytes)];
        names = names[..ReadAt(ofNames.Offset, names)];
        for (int i = 0; i < sections.Length; i++)
        {
            ReadOnlySpan<byte> header = HeaderOf(i);
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(header);
            ReadOnlySpan<byte> name = start < names.Length ? names.AsSpan((int)start) : [];
            sections[i] = _header.ParseSection(header, name[..Math.Min(name.Length, MostNameBytes)]);
        }

        return sections;
    }

    /// <summary>The headers of a table that are in the file, whole ones only.</summary>
    private byte[] ReadTable(ulong offset, int headerBytes, int count)
    {
        if (count > MostHeaders || offset == 0 || offset >= (ulong)_bytes)
        {
            return [];
        }

        var table = new byte[count * headerBytes];
        int read = ReadAt(offset, table);
        return table[..(read - read % headerBytes)];
    }
}
