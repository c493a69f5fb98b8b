using System.Globalization;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Names;

/// <summary>The system calls of one ABI: numbers, names and what is known of each. Immutable.</summary>
public sealed class SyscallTable
{
    private const string UnknownPrefix = "syscall_";

    private static readonly Lazy<SyscallTable[]> Tables = new(Load);
    private static readonly Lazy<string[]> LazyNames = new(CollectNames);

    private readonly SyscallInfo?[] _byNumber;

    // Only on request: programs that never ask for a number by its name start without it.
    private readonly Lazy<Dictionary<string, int>> _byName;

    private SyscallTable(SyscallAbi abi, SyscallInfo?[] byNumber)
    {
        Abi = abi;
        Limit = Array.FindLastIndex(byNumber, info => info is not null) + 1;
        _byNumber = byNumber;
        _byName = new(IndexNames);
    }

    /// <summary>The names of all calls of all ABIs, sorted, each once.</summary>
    public static IReadOnlyList<string> Names => LazyNames.Value;

    /// <summary>The ABI that the numbers belong to.</summary>
    public SyscallAbi Abi { get; }

    /// <summary>One more than the highest known number: 548 on x32, below 512 elsewhere.</summary>
    public int Limit { get; }

    /// <summary>The table of an ABI; the first request reads the tables of all, in a few milliseconds.</summary>
    public static SyscallTable For(SyscallAbi abi)
    {
        SyscallTable[] tables = Tables.Value;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)abi, tables.Length, nameof(abi));
        return tables[(int)abi];
    }

    /// <summary>The name of a call, or <c>syscall_9999</c> when its number is not known.</summary>
    public static string Name(CallKey call) => For(call.Abi).Name(call.Number);

    /// <summary>The name of a call, or <c>syscall_9999</c> when its number is not known.</summary>
    /// <param name="number">Any number: programs may ask for calls that do not exist, negative ones too.</param>
    public string Name(int number) => Find(number)?.Name ?? UnknownName(number);

    /// <summary>The number of a call by its name; <c>syscall_9999</c> is 9999.</summary>
    public bool TryNumber(string name, out int number) =>
        _byName.Value.TryGetValue(name, out number) || TryUnknownNumber(name, out number);

    /// <summary>What is known of a call, or null when the table has no such number.</summary>
    public SyscallInfo? Find(int number) => (uint)number < (uint)_byNumber.Length ? _byNumber[number] : null;

    /// <summary>The number in a name such as <c>syscall_9999</c>.</summary>
    internal static bool TryUnknownNumber(string name, out int number)
    {
        number = 0;
        return name.StartsWith(UnknownPrefix, StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan(UnknownPrefix.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private Dictionary<string, int> IndexNames()
    {
        var numbers = new Dictionary<string, int>(Limit, StringComparer.Ordinal);
        for (int number = 0; number < Limit; number++)
        {
            if (_byNumber[number] is { } info)
                numbers.Add(info.Name, number);
        }

        return numbers;
    }

    private static string UnknownName(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{UnknownPrefix}{number}");

    private static SyscallTable[] Load()
    {
        SyscallInfo?[][] calls = SyscallTableReader.Read(NamesResource.Syscalls());
        var tables = new SyscallTable[calls.Length];
        for (int abi = 0; abi < tables.Length; abi++)
            tables[abi] = new SyscallTable((SyscallAbi)abi, calls[abi]);
        return tables;
    }

    private static string[] CollectNames()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (SyscallTable table in Tables.Value)
            names.UnionWith(table._byName.Value.Keys);
        return [.. names];
    }
}
