using System.Buffers.Binary;
using System.Text;

namespace Sysprof.Profile.Programs;

/// <summary>
/// Reads the record that the Go linker leaves: a magic, the size of pointers, flags; then either two pointers to strings
/// (before Go 1.18) or the two strings themselves. The format is that of Go's own package debug/buildinfo.
/// </summary>
internal sealed class GoBuildInfoReader(ElfFile file)
{
    private const int Alignment = 16;
    private const int HeaderBytes = 32;
    private const int PointerBytesAt = 14;
    private const int FlagsAt = 15;
    private const int BigEndian = 1;
    private const int StringsFollow = 2;
    private const int MostVersionBytes = 256;
    private const int MostVarintBytes = 10;

    // Sentinels of 16 bytes stand before and behind the text about modules. Its first lines are the two that are kept.
    private const int SentinelBytes = 16;
    private const int MostModuleBytes = 4096;

    // The linker puts the record at the beginning of the data.
    private const int MostSearchedBytes = 1 << 20;

    private static readonly byte[] s_magic = [0xff, .. " Go buildinf:"u8];

    public GoBuildInfo? Read() =>
        file.FindSection(".go.buildinfo") is { } section ? Search(section.Address, section.Bytes)
        : file.Sections.Count == 0 && FirstData() is { } data ? Search(data.Address, data.FileBytes)
        : null;

    /// <summary>Where Go's own reader looks in files without section headers.</summary>
    private ElfSegment? FirstData()
    {
        const uint Both = ElfSegment.Writable | ElfSegment.Executable;
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Type == ElfSegment.Load && (segment.Flags & Both) == ElfSegment.Writable)
            {
                return segment;
            }
        }

        return null;
    }

    private GoBuildInfo? Search(ulong address, ulong bytes)
    {
        var data = new byte[(int)Math.Min(bytes, MostSearchedBytes)];
        data = data[..file.ReadMemory(address, data)];
        for (int at = 0; data.Length - at >= HeaderBytes;)
        {
            int found = data.AsSpan(at).IndexOf(s_magic);
            if (found < 0)
            {
                return null;
            }

            at += found;
            if (at % Alignment == 0)
            {
                return data.Length - at < HeaderBytes ? null : Decode(data.AsSpan(at, HeaderBytes), address + (ulong)at);
            }

            at = (at + Alignment) & ~(Alignment - 1);
        }

        return null;
    }

    private GoBuildInfo? Decode(ReadOnlySpan<byte> header, ulong address)
    {
        if ((header[FlagsAt] & StringsFollow) != 0)
        {
            ulong at = address + HeaderBytes;
            byte[] version = ReadString(ref at, MostVersionBytes);
            return Describe(version, ReadString(ref at, MostModuleBytes));
        }

        int pointerBytes = header[PointerBytesAt];
        if ((header[FlagsAt] & BigEndian) != 0 || pointerBytes is not (4 or 8))
        {
            return null;
        }

        // In a position-independent executable both are zero until it is loaded.
        return Describe(
            FollowPointer(Word(header[16..], pointerBytes), pointerBytes, MostVersionBytes),
            FollowPointer(Word(header[(16 + pointerBytes)..], pointerBytes), pointerBytes, MostModuleBytes));
    }

    /// <summary>Reads a length as a varint and at most so many bytes of what follows, and moves behind all of it.</summary>
    private byte[] ReadString(ref ulong address, int most)
    {
        Span<byte> start = stackalloc byte[MostVarintBytes];
        start = start[..file.ReadMemory(address, start)];
        ulong length = 0;
        for (int i = 0; i < start.Length; i++)
        {
            length |= (ulong)(start[i] & 0x7f) << (7 * i);
            if (start[i] < 0x80)
            {
                address += (ulong)i + 1;
                byte[] text = ReadText(address, length, most);
                address += length;
                return text;
            }
        }

        return [];
    }

    /// <summary>Reads a Go string: address and length of its bytes.</summary>
    private byte[] FollowPointer(ulong address, int pointerBytes, int most)
    {
        Span<byte> text = stackalloc byte[16];
        text = text[..(2 * pointerBytes)];
        return file.ReadMemory(address, text) == text.Length
            ? ReadText(Word(text, pointerBytes), Word(text[pointerBytes..], pointerBytes), most)
            : [];
    }

    private byte[] ReadText(ulong address, ulong length, int most)
    {
        var text = new byte[(int)Math.Min(length, (ulong)most)];
        return text[..file.ReadMemory(address, text)];
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int pointerBytes) => pointerBytes == 4
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static GoBuildInfo Describe(byte[] version, byte[] module)
    {
        string path = "", name = "", number = "";
        string[] lines = module.Length > SentinelBytes ? Printable(module.AsSpan(SentinelBytes)).Split('\n') : [];
        // The last line may be cut, or be the other sentinel.
        foreach (string line in lines.AsSpan(0, Math.Max(0, lines.Length - 1)))
        {
            string[] fields = line.Split('\t');
            if (fields is ["path", _])
            {
                path = fields[1];
            }
            else if (fields is ["mod", _, _, ..])
            {
                (name, number) = (fields[1], fields[2]);
                break;
            }
        }

        return new GoBuildInfo(Printable(version), path, name, number);
    }

    /// <summary>ASCII, tabs and ends of lines; a question mark stands for everything else.</summary>
    private static string Printable(ReadOnlySpan<byte> text)
    {
        var chars = new StringBuilder(text.Length);
        foreach (byte b in text)
        {
            chars.Append(b is (>= 0x20 and < 0x7f) or (byte)'\t' or (byte)'\n' ? (char)b : '?');
        }

        return chars.ToString();
    }
}
