using System.Text.RegularExpressions;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>Every struct of wire.h against its mirror: two swapped fields of one size fail here, without a kernel.</summary>
public sealed partial class WireStructTests
{
    /// <summary>Calls follow the head of a batch, a path that of a descriptor: the mirrors end where they begin.</summary>
    private static readonly (string Struct, string Field)[] s_tails =
        [("batch_event", "calls"), ("descriptor_event", "path"), ("cgroup_event", "path")];

    private static readonly Dictionary<string, Type> s_mirrors = new()
    {
        ["call_event"] = typeof(FinishedCall),
        ["in_flight_event"] = typeof(InFlightEvent),
        ["batch_event"] = typeof(BatchEvent),
        ["descriptor_event"] = typeof(DescriptorEvent),
        ["fork_event"] = typeof(ForkEvent),
        ["cgroup_event"] = typeof(CgroupEvent),
        ["member_event"] = typeof(MemberEvent),
        ["sight_event"] = typeof(SightEvent),
        ["ledger_value"] = typeof(LedgerValue),
    };

    public static TheoryData<string> Structs => [.. s_mirrors.Keys];

    [Fact]
    public void Every_struct_of_the_header_has_a_mirror() => Assert.Equal(
        StructName().Matches(WireTypes.Header).Select(match => match.Groups[1].Value).Order(), s_mirrors.Keys.Order());

    [Theory]
    [MemberData(nameof(Structs))]
    public void Name_offset_and_size_of_every_field_are_the_same(string name) => Assert.Equal(
        WireTypes.Object.Fields(name).Where(field => !s_tails.Contains((name, field.Name))), WireTypes.FieldsOf(s_mirrors[name]));

    [Theory]
    [InlineData("call_event")]
    [InlineData("in_flight_event")]
    [InlineData("fork_event")]
    [InlineData("member_event")]
    [InlineData("ledger_value")]
    [InlineData("sight_event")]
    public void A_mirror_is_as_big_as_its_struct(string name) =>
        Assert.Equal(WireTypes.Object.StructBytes(name), WireTypes.BytesOf(s_mirrors[name]));

    [Fact]
    public void The_calls_of_a_batch_begin_where_its_mirror_ends()
    {
        BtfReader.Field calls = Assert.Single(WireTypes.Object.Fields("batch_event"), field => field.Name == "calls");
        int callBytes = WireTypes.BytesOf(typeof(FinishedCall));

        Assert.Equal(BatchEvent.HeaderBytes, calls.Offset);
        Assert.Equal(BatchEvent.HeaderBytes, WireTypes.BytesOf(typeof(BatchEvent)));
        Assert.Equal(BatchEvent.MaxCalls * callBytes, calls.Bytes);
        // A batch that is not full ends behind its last call: nothing may follow them but padding.
        Assert.InRange(WireTypes.Object.StructBytes("batch_event")!.Value - calls.Offset - calls.Bytes, 0, 7);
    }

    [Fact]
    public void The_path_of_a_cgroup_begins_where_its_mirror_ends()
    {
        BtfReader.Field path = Assert.Single(WireTypes.Object.Fields("cgroup_event"), field => field.Name == "path");

        Assert.Equal(CgroupEvent.HeaderBytes, path.Offset);
        Assert.Equal(CgroupEvent.HeaderBytes, WireTypes.BytesOf(typeof(CgroupEvent)));
        Assert.Equal(DescriptorEvent.MaxPathBytes, path.Bytes);
    }

    [Fact]
    public void The_path_of_a_descriptor_begins_where_its_mirror_ends()
    {
        BtfReader.Field path = Assert.Single(WireTypes.Object.Fields("descriptor_event"), field => field.Name == "path");

        Assert.Equal(DescriptorEvent.HeaderBytes, path.Offset);
        Assert.Equal(DescriptorEvent.HeaderBytes, WireTypes.BytesOf(typeof(DescriptorEvent)));
        Assert.Equal(DescriptorEvent.MaxPathBytes, path.Bytes);
    }

    [Theory]
    [InlineData("batch_event")]
    [InlineData("descriptor_event")]
    [InlineData("fork_event")]
    [InlineData("cgroup_event")]
    public void Every_record_of_the_ring_begins_with_its_kind(string name) =>
        Assert.Equal(new BtfReader.Field("record", 0, sizeof(RecordKind)), WireTypes.Object.Fields(name)[0]);

    [GeneratedRegex(@"^struct (\w+) \{", RegexOptions.Multiline)]
    private static partial Regex StructName();
}
