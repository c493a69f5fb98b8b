using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Kernel.Processes;
using Xunit;

namespace Sysprof.Tests.Processes;

public sealed class MappedRuntimesTests
{
    private const string Shared = "/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.12/libcoreclr.so";

    [Fact]
    public void Each_library_is_found_where_it_is_mapped_first()
    {
        MappedRuntimes found = Read(
            "00400000-00401000 r--p 00000000 fe:00 247270                     /usr/bin/dotnet",
            "7f12a0000000-7f12a0001000 rw-p 00000000 00:00 0 ",
            $"7f12b0000000-7f12b0100000 r--p 00000000 fe:00 1234               {Shared}",
            $"7f12b0100000-7f12b0200000 r-xp 00100000 fe:00 1234               {Shared}",
            "0012b000-0012c000 r--p 00000000 fe:00 99                         /opt/a b/libpython3.11.so.1.0 (deleted)",
            "7f12d0000000-7f12d0001000 r--p 00000000 fe:00 98                 /usr/lib/libpython3.so",
            "7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                  [stack]");

        Assert.Equal(new MappedFile("7f12b0000000-7f12b0100000", Shared, IsDeleted: false), found.DotNet);
        Assert.Equal(new MappedFile("12b000-12c000", "/opt/a b/libpython3.11.so.1.0", IsDeleted: true), found.Python);
        Assert.Equal("libpython3.11.so.1.0", found.Python!.Name);
        Assert.Null(found.Jvm);
        Assert.Null(found.NodeJs);
    }

    [Fact]
    public void A_library_is_found_wherever_reads_of_the_file_end()
    {
        string filling = "7f12a0000000-7f12a0001000 rw-p 00000000 00:00 0                  /" + new string('x', 4000);
        string[] lines = [.. Enumerable.Repeat(filling, 50), $"1-2 r--p 0 fe:00 1 {Shared}"];
        Assert.Equal(Shared, Read(lines).DotNet?.Path);
    }

    [Fact]
    public void Any_text_is_read_to_its_end() => Prop.ForAll(
        Gen.Elements("1-2 r--p 0 fe:00 1 /libjvm.so", "\n", " ", "-", "/", "libjvm.so", "7f", "\0", new string('y', 40_000))
            .ListOf().Select(parts => string.Concat(parts)).ToArbitrary(),
        text => Assert.NotNull(MappedRuntimes.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))))
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static MappedRuntimes Read(params string[] lines) =>
        MappedRuntimes.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
}
