using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.Tests.Programs;

/// <summary>The formats of Go's linker, written here by hand; programs that it made are looked at with a kernel.</summary>
public sealed class GoBuildInfoTests
{
    private const string Modules =
        "0123456789abcdefpath\texample.org/served/cmd\nmod\texample.org/served\tv1.2.3\th1:sum=\ndep\tother\tv0.0.1\n0123456789abcdef";

    private static readonly GoBuildInfo s_whole = new("go1.19.8", "example.org/served/cmd", "example.org/served", "v1.2.3");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Strings_behind_the_header_are_read(bool hasSections) => Assert.Equal(
        s_whole, Read(Image(Inline("go1.19.8", Modules), hasSections)));

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 4)]
    public void Pointers_to_strings_are_followed(bool is64, byte pointerBytes)
    {
        var image = new ElfImage(is64);
        byte[] version = Encoding.ASCII.GetBytes("go1.17.13"), modules = Encoding.ASCII.GetBytes(Modules);
        ulong text = image.Add(".rodata", [.. version, .. modules]);
        ulong strings = image.Add(
            ".noptrdata",
            [
                .. Word(text, pointerBytes), .. Word((ulong)version.Length, pointerBytes),
                .. Word(text + (ulong)version.Length, pointerBytes), .. Word((ulong)modules.Length, pointerBytes),
            ]);
        byte[] record =
            [.. Header(pointerBytes, 0), .. Word(strings, pointerBytes), .. Word(strings + 2u * pointerBytes, pointerBytes)];
        Array.Resize(ref record, 32);
        image.Add(".go.buildinfo", record, isWritable: true);

        Assert.Equal(s_whole with { GoVersion = "go1.17.13" }, Read(image));
    }

    [Fact]
    public void The_record_is_found_behind_other_data_where_it_is_aligned() => Assert.Equal(
        s_whole, Read(Image([.. new byte[8], .. Header(8, 2), .. new byte[24], .. Inline("go1.19.8", Modules)], hasSections: false)));

    [Fact]
    public void What_cannot_be_read_is_left_out()
    {
        // A position-independent executable before Go 1.18: the pointers are relocated when it is loaded.
        byte[] unrelocated = [.. Header(8, 0), .. new byte[16]];
        Assert.Equal(new GoBuildInfo("", "", "", ""), Read(Image(unrelocated)));
        Assert.Equal(new GoBuildInfo("go1.20", "", "", ""), Read(Image(Inline("go1.20", ""))));
        Assert.Equal(new GoBuildInfo("", "", "", ""), Read(Image([.. Header(8, 2), .. new byte[16], .. Enumerable.Repeat((byte)0xff, 64)])));
        Assert.Null(Read(Image([.. Header(8, 1), .. new byte[16]]))); // big-endian
        Assert.Null(Read(Image([.. Header(3, 0), .. new byte[16]])));
        Assert.Null(Read(Image(Header(8, 2)))); // cut
        Assert.Null(Read(Image([])));
    }

    [Fact]
    public void A_program_with_sections_and_none_for_it_is_not_from_Go()
    {
        var image = new ElfImage();
        image.Add(".data", Inline("go1.19.8", Modules), isWritable: true);
        Assert.Null(Read(image));
    }

    [Theory]
    [InlineData("go1.19.8", "1.19.8")]
    [InlineData("go1.22.1 X:boringcrypto", "1.22.1")]
    [InlineData("go1.21.5 (Red Hat 1.21.5-1.el9)", "1.21.5")]
    [InlineData("go1.23rc1", "1.23rc1")]
    [InlineData("devel go1.20-0123abcd Mon", "1.20-0123abcd")]
    [InlineData("going", "")]
    [InlineData("", "")]
    public void The_number_is_taken_from_the_version(string version, string number) =>
        Assert.Equal(number, new GoBuildInfo(version, "", "", "").Number);

    [Fact]
    public void Terminal_codes_in_it_are_not_passed_on() =>
        Assert.Equal("go1?[31m??", Read(Image(Inline("go1\u001b[31m\u00e9", "")))!.GoVersion);

    [Fact]
    public void Spoiled_records_do_no_harm()
    {
        byte[] original = Image(Inline("go1.19.8", Modules)).ToBytes();
        Prop.ForAll(
            ElfFileTests.Mutations(original.Length, headerBytes: original.Length).ToArbitrary(),
            mutations => ElfFileTests.ReadAll(ElfFileTests.Spoil(original, mutations)))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000));
    }

    /// <summary>A record with both strings, lengths as varints.</summary>
    internal static byte[] Inline(string version, string modules) =>
        [.. Header(8, 2), .. new byte[16], .. Varint(version), .. Varint(modules), .. new byte[16]];

    internal static ElfImage Image(byte[] record, bool hasSections = true)
    {
        var image = new ElfImage { HasSections = hasSections };
        image.Add(".rodata", [1, 2, 3]);
        image.Add(".go.buildinfo", record, isWritable: true);
        return image;
    }

    private static GoBuildInfo? Read(ElfImage image) => GoBuildInfo.Read(ElfFile.Read(image.ToStream())!);

    private static byte[] Header(byte pointerBytes, byte flags) => [0xff, .. " Go buildinf:"u8, pointerBytes, flags];

    private static byte[] Word(ulong value, int bytes)
    {
        var word = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        return word[..bytes];
    }

    private static byte[] Varint(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < 0x80
            ? [(byte)bytes.Length, .. bytes]
            : [(byte)(bytes.Length & 0x7f | 0x80), (byte)(bytes.Length >> 7), .. bytes];
    }
}
