using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

public class Crc32CTests
{
    /// <summary>The check value of the Castagnoli polynomial, and the vectors of RFC 3720, B.4.</summary>
    [Fact]
    public void Known_vectors()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray()));
        Assert.Equal(0u, Crc32C.Of([]));
    }
}
