using System.Globalization;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Names;

/// <summary>
/// Reads <c>syscalls.tsv</c> in one pass into the calls of every ABI. Runs at every start, so it takes spans and arrays
/// that need little compiling: most of its time would be the JIT's.
/// </summary>
internal static class SyscallTableReader
{
    private const int Abis = 4;

    // Above every number; rows beyond are refused by the bounds check.
    private const int Capacity = 1024;

    /// <summary>The calls of each ABI, indexed by <see cref="SyscallAbi"/> and by number; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">A row is not well-formed: the build is broken.</exception>
    public static SyscallInfo?[][] Read(ReadOnlySpan<char> text)
    {
        var tables = new SyscallInfo?[Abis][];
        for (int abi = 0; abi < Abis; abi++)
            tables[abi] = new SyscallInfo?[Capacity];

        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> line = Take(ref text, '\n');
            if (!line.IsEmpty && line[0] != '#')
                ReadRow(line, tables);
        }

        return tables;
    }

    private static void ReadRow(ReadOnlySpan<char> line, SyscallInfo?[][] tables)
    {
        ReadOnlySpan<char> rest = line;
        string name = Take(ref rest, '\t').ToString();
        Span<int> numbers = stackalloc int[Abis];
        for (int abi = 0; abi < Abis; abi++)
            numbers[abi] = ReadNumber(Take(ref rest, '\t'));

        SyscallClasses classes = ReadClasses(line, Take(ref rest, '\t'));
        int argument = ReadNumber(Take(ref rest, '\t'));
        ArgumentKind kind = ReadKind(line, Take(ref rest, '\t'));
        RowFlags flags = ReadFlags(line, rest);

        var info = new SyscallInfo
        {
            Name = name,
            Classes = classes,
            ReturnsBytes = (flags & RowFlags.ReturnsBytes) != 0,
            Argument = argument,
            ArgumentKind = kind,
            NeverReturns = (flags & RowFlags.NeverReturns) != 0,
            IdleWait = (flags & RowFlags.IdleWait) != 0,
            SendsBytes = (flags & RowFlags.SendsBytes) != 0,
            OpensDescriptor = (flags & RowFlags.OpensDescriptor) != 0,
            WaitsForReadiness = (flags & RowFlags.WaitsForReadiness) != 0,
        };
        for (int abi = 0; abi < Abis; abi++)
        {
            if (numbers[abi] < 0)
                continue;
            if (tables[abi][numbers[abi]] is not null)
                throw Malformed(line);

            bool isPointer = abi == (int)SyscallAbi.Ia32 && (flags & RowFlags.PointerOnIa32) != 0;
            tables[abi][numbers[abi]] =
                isPointer ? info with { Argument = 0, ArgumentKind = ArgumentKind.None } : info;
        }
    }

    // What stands before the separator, or everything; the text goes on behind it.
    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, char separator)
    {
        int end = text.IndexOf(separator);
        ReadOnlySpan<char> taken = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return taken;
    }

    // -1 for "-": the call does not exist on that ABI.
    private static int ReadNumber(ReadOnlySpan<char> field) =>
        field is "-" ? -1 : int.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);

    private static SyscallClasses ReadClasses(ReadOnlySpan<char> line, ReadOnlySpan<char> field)
    {
        SyscallClasses classes = SyscallClasses.None;
        while (!field.IsEmpty && field is not "-")
        {
            if (!SyscallClassNames.TryGet(Take(ref field, ','), out SyscallClasses one))
                throw Malformed(line);
            classes |= one;
        }

        return classes;
    }

    private static RowFlags ReadFlags(ReadOnlySpan<char> line, ReadOnlySpan<char> field)
    {
        RowFlags flags = RowFlags.None;
        do
        {
            flags |= Take(ref field, ',') switch
            {
                "-" => RowFlags.None,
                "bytes" => RowFlags.ReturnsBytes,
                "noreturn" => RowFlags.NeverReturns,
                "idle" => RowFlags.IdleWait,
                "sends" => RowFlags.SendsBytes,
                "opens" => RowFlags.OpensDescriptor,
                "ready" => RowFlags.WaitsForReadiness,
                "ia32_pointer" => RowFlags.PointerOnIa32,
                _ => throw Malformed(line),
            };
        }
        while (!field.IsEmpty);

        return flags;
    }

    private static ArgumentKind ReadKind(ReadOnlySpan<char> line, ReadOnlySpan<char> field) =>
        ArgumentKindWords.Find(field) ?? throw Malformed(line);

    private static InvalidOperationException Malformed(ReadOnlySpan<char> line) =>
        new($"reading syscalls.tsv: malformed row: {line}");

    [Flags]
    private enum RowFlags
    {
        None = 0,
        ReturnsBytes = 1,
        NeverReturns = 2,
        IdleWait = 4,
        PointerOnIa32 = 8,
        SendsBytes = 16,
        OpensDescriptor = 32,
        WaitsForReadiness = 64,
    }
}
