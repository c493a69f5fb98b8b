using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Requirements;

public sealed class CapabilitiesTests
{
    [Theory]
    [InlineData("000001ffffffffff", true, true, "CAP_SYS_ADMIN")]
    [InlineData("0000000000200000", true, true, "CAP_SYS_ADMIN")]
    [InlineData("000000c000000000", true, true, "CAP_BPF and CAP_PERFMON")]
    [InlineData("0000008000000000", true, false, "CAP_BPF without CAP_PERFMON")]
    [InlineData("0000004000000000", false, true, "CAP_PERFMON without CAP_BPF")]
    [InlineData("00000000a80425fb", false, false, "neither CAP_BPF nor CAP_PERFMON")]
    [InlineData("0000000000000000", false, false, "neither CAP_BPF nor CAP_PERFMON")]
    public void What_is_needed_is_found_in_the_mask(string mask, bool bpf, bool tracing, string words)
    {
        string status = $"Name:\tbash\nCapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\nCapEff:\t{mask}\nSeccomp:\t0\n";

        Capabilities found = Capabilities.Parse(status)!.Value;

        Assert.Equal((bpf, tracing, words), (found.Bpf, found.Tracing, found.Words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CapPrm:\t000001ffffffffff\n")]
    [InlineData("CapEff:\tnonsense\n")]
    [InlineData("CapEff:")]
    public void A_status_that_does_not_tell_gives_nothing(string status) => Assert.Null(Capabilities.Parse(status));
}
