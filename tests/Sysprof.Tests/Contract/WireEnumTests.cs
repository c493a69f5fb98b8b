using System.Text.RegularExpressions;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>
/// Every enum of wire.h against its mirror. A constant is called the same in C#, in its spelling, with the prefix that
/// the enum's constants share or without it.
/// </summary>
public sealed partial class WireEnumTests
{
    private static readonly Dictionary<string, Type> s_mirrors = new()
    {
        ["wire_limits"] = typeof(WireLimits),
        ["record_kind"] = typeof(RecordKind),
        ["call_abi"] = typeof(SyscallAbi),
        ["number_code"] = typeof(NumberCode),
        ["call_info_bits"] = typeof(CallInfoBits),
        ["kept_argument"] = typeof(KeptArgument),
        ["descriptor_call"] = typeof(DescriptorCall),
        ["reference_bits"] = typeof(ReferenceBits),
        ["target_kind"] = typeof(TargetKind),
        ["target_id_kind"] = typeof(TargetIdKind),
        ["comm_verdict"] = typeof(CommVerdict),
        ["batch_kind"] = typeof(BatchKind),
        ["open_state"] = typeof(CallState),
    };

    /// <summary>What user space has no use for: it takes a code apart by its key, and other states for none.</summary>
    private static readonly string[] s_kernelOnly =
        ["NUMBER_ABI_MASK", "OPEN_FILTERED", "OPEN_BORN", "OPEN_JOINED", "OPEN_ENDED"];

    /// <summary>What the kernel has no use for.</summary>
    private static readonly string[] s_userOnly =
        ["NumberCode.BlockedShift", "NumberCode.KeyMask", "NumberCode.KeyCount", "CallInfoBits.None", "ReferenceBits.None"];

    public static TheoryData<string> Enums => [.. s_mirrors.Keys];

    [Fact]
    public void Every_enum_of_the_header_has_a_mirror() => Assert.Equal(
        EnumName().Matches(WireTypes.Header).Select(match => match.Groups[1].Value).Order(), s_mirrors.Keys.Order());

    [Theory]
    [MemberData(nameof(Enums))]
    public void Every_constant_has_the_same_value_on_both_sides(string name)
    {
        IReadOnlyDictionary<string, int> kernel = WireTypes.Object.Values(name);
        Type mirror = s_mirrors[name];
        Dictionary<string, int> user = new(WireTypes.ValuesOf(mirror));
        int prefix = SharedPrefix(kernel.Keys);
        foreach ((string constant, int value) in kernel.Where(pair => !s_kernelOnly.Contains(pair.Key)))
        {
            string found = new[] { constant[prefix..], constant }.Select(WireTypes.PascalCase)
                .FirstOrDefault(user.ContainsKey, $"(no {constant} in {mirror.Name})");

            Assert.Contains(found, user.Keys);
            Assert.Equal((constant, value), (constant, user[found]));
            user.Remove(found);
        }

        Assert.DoesNotContain(user.Keys, left => !s_userOnly.Contains($"{mirror.Name}.{left}"));
    }

    private static int SharedPrefix(IEnumerable<string> names)
    {
        string[] all = [.. names];
        int length = Enumerable.Range(0, all[0].Length)
            .TakeWhile(at => all.All(name => at < name.Length && name[at] == all[0][at])).Count();
        return all[0].LastIndexOf('_', Math.Max(0, length - 1)) + 1;
    }

    [GeneratedRegex(@"^enum (\w+) \{", RegexOptions.Multiline)]
    private static partial Regex EnumName();
}
