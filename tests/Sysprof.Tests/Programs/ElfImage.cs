using System.Buffers.Binary;
using System.Text;

namespace Sysprof.Tests.Programs;

/// <summary>Makes ELF files of a few sections, each of which is a segment too, one page of addresses for each 1 MB.</summary>
internal sealed class ElfImage
{
    private readonly bool _is64;
    private readonly List<(string Name, byte[] Content, bool IsWritable, ulong Address)> _parts = [];

    public ElfImage(bool is64 = true) => _is64 = is64;

    /// <summary>Whether the file has section headers.</summary>
    public bool HasSections { get; init; } = true;

    /// <summary>Adds a section; returns the address it is mapped at.</summary>
    public ulong Add(string name, byte[] content, bool isWritable = false)
    {
        ulong address = NextAddress;
        _parts.Add((name, content, isWritable, address));
        return address;
    }

    /// <summary>The address at which the next section will be.</summary>
    public ulong NextAddress => 0x400000 + 0x1000000 * (ulong)_parts.Count;

    public MemoryStream ToStream() => new(ToBytes(), writable: false);

    public byte[] ToBytes()
    {
        int headerBytes = _is64 ? 64 : 52, segmentBytes = _is64 ? 56 : 32, sectionBytes = _is64 ? 64 : 40;
        byte[] names = Encoding.ASCII.GetBytes("\0" + string.Join('\0', _parts.Select(part => part.Name)) + "\0");
        int contentAt = headerBytes + segmentBytes * _parts.Count;
        int namesAt = contentAt + _parts.Sum(part => part.Content.Length);
        int sectionsAt = namesAt + names.Length;
        int sectionCount = HasSections ? _parts.Count + 1 : 0;
        var file = new byte[Math.Max(64, sectionsAt + sectionCount * sectionBytes)];

        "\u007fELF"u8.CopyTo(file);
        file[4] = (byte)(_is64 ? 2 : 1);
        file[5] = 1;
        Word(file, _is64 ? 32 : 28, headerBytes);
        Word(file, _is64 ? 40 : 32, HasSections ? sectionsAt : 0);
        ushort[] counts = [(ushort)segmentBytes, (ushort)_parts.Count, (ushort)sectionBytes, (ushort)sectionCount, (ushort)_parts.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan((_is64 ? 54 : 42) + 2 * i), counts[i]);
        }

        int nameAt = 1;
        for (int i = 0; i < _parts.Count; i++)
        {
            (string name, byte[] content, bool isWritable, ulong address) = _parts[i];
            content.CopyTo(file, contentAt);
            WriteSegment(file.AsSpan(headerBytes + i * segmentBytes), isWritable, contentAt, address, content.Length);
            if (HasSections)
            {
                WriteSection(file.AsSpan(sectionsAt + i * sectionBytes), nameAt, address, contentAt, content.Length);
            }

            contentAt += content.Length;
            nameAt += name.Length + 1;
        }

        names.CopyTo(file, namesAt);
        if (HasSections)
        {
            WriteSection(file.AsSpan(sectionsAt + _parts.Count * sectionBytes), 0, 0, namesAt, names.Length);
        }

        return file;
    }

    private void WriteSegment(Span<byte> entry, bool isWritable, int offset, ulong address, int bytes)
    {
        entry[0] = 1; // PT_LOAD
        entry[_is64 ? 4 : 24] = (byte)(isWritable ? 6 : 4);
        Word(entry, _is64 ? 8 : 4, offset);
        Word(entry, _is64 ? 16 : 8, (long)address);
        Word(entry, _is64 ? 32 : 16, bytes);
        Word(entry, _is64 ? 40 : 20, bytes);
    }

    private void WriteSection(Span<byte> entry, int name, ulong address, int offset, int bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(entry, name);
        entry[4] = 1; // SHT_PROGBITS
        Word(entry, _is64 ? 16 : 12, (long)address);
        Word(entry, _is64 ? 24 : 16, offset);
        Word(entry, _is64 ? 32 : 20, bytes);
    }

    private void Word(Span<byte> file, int at, long value)
    {
        if (_is64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file[at..], value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file[at..], (uint)value);
        }
    }
}
