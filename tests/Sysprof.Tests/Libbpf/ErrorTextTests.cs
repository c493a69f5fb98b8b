using Sysprof.Kernel.Libbpf;
using Xunit;

namespace Sysprof.Tests.Libbpf;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData(1, "operation not permitted")]
    [InlineData(12, "cannot allocate memory")]
    [InlineData(4001, "BPF object format invalid")]
    [InlineData(4007, "kernel verifier blocks program loading")]
    [InlineData(9999, "unknown libbpf error 9999")]
    public void Errors_of_the_kernel_and_of_libbpf_have_words(int error, string words) =>
        Assert.Equal(words, ErrorText.Of(error));
}
