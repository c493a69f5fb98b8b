using System.Text.Json;
using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Cli;

public class CheckCommandTests
{
    private static readonly Requirement Btf = new("BTF", RequirementState.Met, "/sys/kernel/btf/vmlinux", null);
    private static readonly Requirement Ring = new("ring buffer", RequirementState.Missing, "since Linux 5.8", "a newer kernel");

    [Fact]
    public async Task When_all_is_there_it_succeeds()
    {
        var world = new CliWorld { Requirements = [Btf] };

        Assert.Equal(0, await world.RunAsync("check"));
        Assert.Equal("ok        BTF  /sys/kernel/btf/vmlinux\n", world.Output);
    }

    [Fact]
    public async Task What_is_missing_comes_with_its_remedy()
    {
        var world = new CliWorld { Requirements = [Btf, Ring] };

        Assert.Equal(78, await world.RunAsync("check"));
        Assert.Equal(
            """
            ok        BTF          /sys/kernel/btf/vmlinux
            missing   ring buffer  since Linux 5.8
                                   -> a newer kernel

            """,
            world.Output);
    }

    [Fact]
    public async Task What_cannot_be_known_is_not_said_to_be_missing()
    {
        var unknown = new Requirement("ring buffer", RequirementState.Unknown, "not permitted to find out", "run as root");
        var world = new CliWorld { Requirements = [Btf, unknown] };

        Assert.Equal(78, await world.RunAsync("check"));
        Assert.Contains("unknown   ring buffer  not permitted to find out\n", world.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", world.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_json()
    {
        var world = new CliWorld { Requirements = [Btf, Ring] };

        Assert.Equal(78, await world.RunAsync("check", "--format", "json"));
        using var json = JsonDocument.Parse(world.Output);
        JsonElement missing = json.RootElement.GetProperty("requirements")[1];
        Assert.Equal("missing", missing.GetProperty("state").GetString());
        Assert.Equal("a newer kernel", missing.GetProperty("remedy").GetString());
    }
}
