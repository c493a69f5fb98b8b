using System.Buffers.Binary;
using System.Text;

namespace Sysprof.Fuzz.Seeds;

/// <summary>Executables: small ones made here, and the beginnings of real ones of this machine.</summary>
internal static class ElfSeeds
{
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int SectionBytes = 64;
    private const ulong Address = 0x400000;

    /// <summary>The files.</summary>
    public static IEnumerable<byte[]> Make()
    {
        byte[] version = [.. "\u000ago1.19.8xx"u8];
        byte[] module = [.. "\u0050\u0030w\u00af\u000c\u0092t\b\u0002A\u00e1\u00c1\u0007\u00e6\u00d6\u0018path\tmain\nmod\texample.com/a\tv1.2.3\t\n"u8];
        byte[] inline = [0xff, .. " Go buildinf:"u8, 8, 2, .. new byte[16], (byte)version.Length, .. version, (byte)module.Length, .. module];
        byte[] pointers = [0xff, .. " Go buildinf:"u8, 8, 0, .. Word(Address + 48), .. Word(Address + 48), .. new byte[16], .. Word(Address + 64), .. Word(8), .. "go1.17.1"u8];
        yield return Image(".go.buildinfo", inline);
        yield return Image(".go.buildinfo", pointers);
        yield return Image(".dynstr", [.. "\0libpython3.11.so.1.0\0DotNetRuntimeInfo\0"u8]);
        yield return Image(".rodata", [.. "\0 JRE (17.0.15+6), built\0v18.13.0\0@(#)$Version: 15.6\0nginx/1.22.1\0Redis version=7.0.15, 3.11.2\0"u8]);
        yield return [.. "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.15\"\n"u8];
        foreach (string file in new[] { "/bin/true", "/bin/sh", Environment.ProcessPath ?? "/proc/self/exe" })
        {
            using FileStream stream = File.OpenRead(file);
            byte[] start = new byte[16 << 10];
            yield return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
    }

    /// <summary>A 64-bit file of one segment that is a section too, and the section of names.</summary>
    private static byte[] Image(string name, byte[] content)
    {
        byte[] names = Encoding.ASCII.GetBytes($"\0{name}\0");
        int contentAt = HeaderBytes + SegmentBytes;
        int namesAt = contentAt + content.Length;
        int sectionsAt = namesAt + names.Length;
        byte[] file = new byte[sectionsAt + 3 * SectionBytes];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        Put(file, 32, HeaderBytes);
        Put(file, 40, sectionsAt);
        foreach ((int at, int value) in new[] { (54, SegmentBytes), (56, 1), (58, SectionBytes), (60, 3), (62, 2) })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
        }

        file[HeaderBytes] = 1; // PT_LOAD, readable and writable
        file[HeaderBytes + 4] = 6;
        Put(file, HeaderBytes + 8, contentAt);
        Put(file, HeaderBytes + 16, (long)Address);
        Put(file, HeaderBytes + 32, content.Length);
        content.CopyTo(file, contentAt);
        names.CopyTo(file, namesAt);
        Section(file.AsSpan(sectionsAt + SectionBytes), 1, (long)Address, contentAt, content.Length);
        Section(file.AsSpan(sectionsAt + 2 * SectionBytes), 0, 0, namesAt, names.Length);
        return file;
    }

    private static void Section(Span<byte> header, byte name, long address, int offset, int bytes)
    {
        (header[0], header[4]) = (name, 1);
        Put(header, 16, address);
        Put(header, 24, offset);
        Put(header, 32, bytes);
    }

    private static void Put(Span<byte> bytes, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], value);

    private static byte[] Word(ulong value) => BitConverter.GetBytes(value);
}
