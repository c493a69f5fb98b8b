using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>The types in the .BTF section of an ELF object: as much of Documentation/bpf/btf.rst as the tests ask.</summary>
internal sealed class BtfReader
{
    private enum Kind
    {
        Integer = 1, Pointer, Array, Struct, Union, Enum, Forward, Typedef, Volatile, Const, Restrict, Function,
        FunctionPrototype, Variable, DataSection, Float, DeclarationTag, TypeTag, Enum64,
    }

    private sealed record BtfType(Kind Kind, string Name, int Count, uint SizeOrType, int At);

    public sealed record Field(string Name, int Offset, int Bytes);

    private const int PointerBytes = 8;
    private readonly byte[] _bytes;
    private readonly int _strings;
    private readonly List<BtfType> _types = [new BtfType(0, "void", 0, 0, 0)];

    public BtfReader(byte[] elf)
    {
        _bytes = elf;
        int start = FindSection(".BTF");
        Assert.Equal(0xeb9f, Word16(start));
        int types = start + Word(start + 4) + Word(start + 8);
        int end = types + Word(start + 12);
        _strings = start + Word(start + 4) + Word(start + 16);
        while (types < end)
        {
            int info = Word(types + 4);
            var type = new BtfType(
                (Kind)(info >> 24 & 0x1f), Text(_strings + Word(types)), info & 0xffff, (uint)Word(types + 8), types + 12);
            _types.Add(type);
            types = type.At + BytesAfter(type);
        }
    }

    /// <summary>The functions that are programs: all others of ours are static.</summary>
    public IEnumerable<string> Programs => _types.Where(type => type is { Kind: Kind.Function, Count: 1 }).Select(type => type.Name);

    /// <summary>The size of a struct, null when the object does not know it.</summary>
    public int? StructBytes(string name) => (int?)Find(Kind.Struct, name)?.SizeOrType;

    /// <summary>The fields of a struct.</summary>
    public IReadOnlyList<Field> Fields(string name)
    {
        BtfType type = Find(Kind.Struct, name) ?? throw new KeyNotFoundException($"the object's BTF has no struct {name}");
        return [.. Words(type, 3).Select(at => new Field(Text(_strings + Word(at)), Word(at + 8) / 8, BytesOf(Word(at + 4))))];
    }

    /// <summary>The names and values of an enum.</summary>
    public IReadOnlyDictionary<string, int> Values(string name)
    {
        BtfType type = Find(Kind.Enum, name) ?? throw new KeyNotFoundException($"the object's BTF has no enum {name}");
        return Words(type, 2).ToDictionary(at => Text(_strings + Word(at)), at => Word(at + 4));
    }

    /// <summary>The variables of a section, such as .maps.</summary>
    public IEnumerable<string> Variables(string section) =>
        Words(Find(Kind.DataSection, section)!, 3).Select(at => _types[Word(at)].Name);

    private static int BytesAfter(BtfType type) => type.Kind switch
    {
        Kind.Integer or Kind.Variable or Kind.DeclarationTag => 4,
        Kind.Array => 12,
        Kind.Struct or Kind.Union or Kind.DataSection or Kind.Enum64 => 12 * type.Count,
        Kind.Enum or Kind.FunctionPrototype => 8 * type.Count,
        _ => 0,
    };

    private static IEnumerable<int> Words(BtfType type, int each) =>
        Enumerable.Range(0, type.Count).Select(index => type.At + 4 * each * index);

    private BtfType? Find(Kind kind, string name) => _types.Find(type => type.Kind == kind && type.Name == name);

    private int BytesOf(int id) => _types[id] switch
    {
        { Kind: Kind.Pointer } => PointerBytes,
        { Kind: Kind.Array } array => Word(array.At + 8) * BytesOf(Word(array.At)),
        { Kind: Kind.Typedef or Kind.Volatile or Kind.Const or Kind.Restrict or Kind.TypeTag } alias => BytesOf((int)alias.SizeOrType),
        BtfType sized => (int)sized.SizeOrType,
    };

    /// <summary>Where a section begins: elf(5), 64 bits, little-endian.</summary>
    private int FindSection(string name)
    {
        int headers = Word(0x28);
        int headerBytes = Word16(0x3a);
        int names = Word(headers + Word16(0x3e) * headerBytes + 0x18);
        int found = Enumerable.Range(0, Word16(0x3c)).First(i => Text(names + Word(headers + i * headerBytes)) == name);
        return Word(headers + found * headerBytes + 0x18);
    }

    private int Word(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));

    private int Word16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private string Text(int at) => Encoding.UTF8.GetString(_bytes, at, Array.IndexOf(_bytes, (byte)0, at) - at);
}
