using System.Buffers.Binary;
using System.Text;

namespace Sysprof.Profile.Programs;

/// <summary>The first bytes of an ELF file: where its tables are, and how their entries are laid out (elf(5)).</summary>
internal sealed class ElfHeader
{
    /// <summary>The size of the header of 64 bits, which is the longer one.</summary>
    public const int MostBytes = 64;

    private readonly bool _is64;

    private ElfHeader(ReadOnlySpan<byte> bytes, bool is64)
    {
        _is64 = is64;
        SegmentsOffset = Word(bytes, is64 ? 32 : 28);
        SectionsOffset = Word(bytes, is64 ? 40 : 32);
        ReadOnlySpan<byte> counts = bytes[(is64 ? 54 : 42)..];
        // Entries of another size are of no ELF that there is.
        SegmentCount = Half(counts) == SegmentBytes ? Half(counts[2..]) : 0;
        SectionCount = Half(counts[4..]) == SectionBytes ? Half(counts[6..]) : 0;
        NamesIndex = Half(counts[8..]);
    }

    public ulong SegmentsOffset { get; }

    public int SegmentCount { get; }

    public int SegmentBytes => _is64 ? 56 : 32;

    public ulong SectionsOffset { get; }

    public int SectionCount { get; }

    public int SectionBytes => _is64 ? 64 : 40;

    /// <summary>Which section has the names of the others.</summary>
    public int NamesIndex { get; }

    /// <summary>Null when these are not the first bytes of a little-endian ELF file.</summary>
    public static ElfHeader? Parse(ReadOnlySpan<byte> bytes)
    {
        const int Class = 4, Data = 5, LittleEndian = 1;
        if (bytes.Length < MostBytes || !bytes.StartsWith("\u007fELF"u8) || bytes[Class] is not (1 or 2) ||
            bytes[Data] != LittleEndian)
        {
            return null;
        }

        return new ElfHeader(bytes, is64: bytes[Class] == 2);
    }

    public ElfSegment ParseSegment(ReadOnlySpan<byte> entry) => _is64
        ? new ElfSegment(Int(entry), Int(entry[4..]), Word(entry, 8), Word(entry, 16), Word(entry, 32))
        : new ElfSegment(Int(entry), Int(entry[24..]), Word(entry, 4), Word(entry, 8), Word(entry, 16));

    /// <param name="entry">Its header.</param>
    /// <param name="name">Its name and what follows it.</param>
    public ElfSection ParseSection(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        return _is64
            ? new ElfSection(text, Int(entry[4..]), Word(entry, 16), Word(entry, 24), Word(entry, 32))
            : new ElfSection(text, Int(entry[4..]), Word(entry, 12), Word(entry, 16), Word(entry, 20));
    }

    private static ushort Half(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private ulong Word(ReadOnlySpan<byte> bytes, int at) =>
        _is64 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) : Int(bytes[at..]);
}
