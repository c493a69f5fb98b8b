using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

/// <summary>
/// The numbers against the kernel's headers as installed. Those may be older than the table, so every number they
/// define is looked for in the table and not the other way round.
/// </summary>
public sealed partial class SyscallNumbersTests
{
    private const string X86Headers = "/usr/include/x86_64-linux-gnu/asm";
    private const string GenericHeader = "/usr/include/asm-generic/unistd.h";

    // Lines of the generic header that arm64 does not see: its 32-bit and compat branches, and what other
    // architectures ask for.
    private static readonly string[] NotOnArm64 =
    [
        "#if defined(__SYSCALL_COMPAT) || __BITS_PER_LONG == 32",
        "#ifdef __ARCH_WANT_SYNC_FILE_RANGE2",
        "#ifdef __NR3264_stat",
    ];

    [Theory]
    [InlineData("unistd_64.h", SyscallAbi.X64)]
    [InlineData("unistd_32.h", SyscallAbi.Ia32)]
    [InlineData("unistd_x32.h", SyscallAbi.X32)]
    public void The_table_agrees_with_the_headers_of_x86(string header, SyscallAbi abi) =>
        AssertAgrees(Numbers(ReadOrSkip(Path.Combine(X86Headers, header))), abi, atLeast: 350);

    [Fact]
    public void The_table_agrees_with_the_generic_header_for_arm64()
    {
        Dictionary<string, int> numbers = Numbers(LinesOfArm64(ReadOrSkip(GenericHeader)));
        numbers.Remove("arch_specific_syscall"); // The start of a range,
        numbers.Remove("syscalls"); // and how many there are.

        AssertAgrees(numbers, SyscallAbi.Arm64, atLeast: 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_number_is_there_twice(int column)
    {
        string[] rows = [.. NamesResource.Syscalls().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        string[] numbers = [.. rows.Select(row => row.Split('\t')[column]).Where(number => number != "-")];

        Assert.Equal(numbers.Distinct(), numbers);
        Assert.Equal(rows.Order(StringComparer.Ordinal), rows);
    }

    private static void AssertAgrees(Dictionary<string, int> numbers, SyscallAbi abi, int atLeast)
    {
        SyscallTable table = SyscallTable.For(abi);
        string[] different =
        [
            .. numbers
                .Where(pair => !table.TryNumber(pair.Key, out int number) || number != pair.Value)
                .Select(pair => $"{pair.Key} {pair.Value}"),
        ];

        Assert.Empty(different);
        Assert.InRange(numbers.Count, atLeast, int.MaxValue);
    }

    private static string[] ReadOrSkip(string header)
    {
        if (!File.Exists(header))
            Assert.Skip($"{header} is not installed");
        return File.ReadAllLines(header);
    }

    private static IEnumerable<string> LinesOfArm64(string[] lines)
    {
        var seen = new Stack<bool>();
        foreach (string line in lines)
        {
            if (line.StartsWith("#if", StringComparison.Ordinal))
                seen.Push(!NotOnArm64.Contains(line));
            else if (line.StartsWith("#else", StringComparison.Ordinal))
                seen.Push(!seen.Pop());
            else if (line.StartsWith("#endif", StringComparison.Ordinal))
                seen.Pop();
            else if (seen.All(isSeen => isSeen))
                yield return line;
        }
    }

    private static Dictionary<string, int> Numbers(IEnumerable<string> lines)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var aliases = new List<(string Name, string Of)>();
        foreach (string line in lines)
        {
            if (NumberLine().Match(line) is { Success: true } match)
                numbers.Add(match.Groups["name"].Value, int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
            else if (AliasLine().Match(line) is { Success: true } alias)
                aliases.Add((alias.Groups["name"].Value, alias.Groups["of"].Value));
        }

        // __NR3264_fcntl is a number that 32 and 64 bits name differently: "3264_fcntl" until it gets its name.
        foreach ((string name, string of) in aliases)
            numbers.Add(name, numbers[of]);
        return numbers.Where(pair => !pair.Key.StartsWith("3264_", StringComparison.Ordinal)).ToDictionary();
    }

    [GeneratedRegex(@"^#define __NR_?(?<name>\w+)\s+(\(__X32_SYSCALL_BIT \+ )?(?<number>\d+)\)?")]
    private static partial Regex NumberLine();

    [GeneratedRegex(@"^#define __NR_(?<name>\w+)\s+__NR_?(?<of>\w+)")]
    private static partial Regex AliasLine();
}
