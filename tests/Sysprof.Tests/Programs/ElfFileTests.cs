using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.Tests.Programs;

/// <summary>Real files as LLVM reads them, and what is left of them when somebody spoils them.</summary>
public sealed class ElfFileTests
{
    // Headers are bounded at 4096 of 64 bytes and their names at 1 MB, dynamic names at 1 MB, notes at 64 KB.
    private const long MostAllocatedBytes = 16 << 20;

    private static readonly byte[] s_real = File.ReadAllBytes(Workload("workload"));

    public static TheoryData<string> Files => ["workload", "minimal", "minimal_ia32"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Sections_are_those_that_llvm_readelf_prints(string name)
    {
        using FileStream stream = File.OpenRead(Workload(name));
        ElfFile file = Assert.IsType<ElfFile>(ElfFile.Read(stream));
        string[] printed = Readelf("--sections", name).Split('\n')
            .Where(line => line.Contains(']') && !line.Contains("[Nr]", StringComparison.Ordinal) && !line.Contains("[ 0]", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(']') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => $"{fields[0]} {fields[2]} {fields[3]} {fields[4]}")
            .ToArray();

        int digits = name == "minimal_ia32" ? 8 : 16;
        Assert.NotEmpty(printed);
        Assert.Equal(printed, file.Sections.Skip(1).Select(section =>
            $"{section.Name} {section.Address.ToString($"x{digits}")} {section.Offset:x6} {section.Bytes:x6}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Memory_is_read_as_far_as_its_segment(bool is64)
    {
        var image = new ElfImage(is64);
        image.Add(".first", [1, 2, 3]);
        ulong address = image.Add(".second", [4, 5, 6, 7, 8]);
        ElfFile file = ElfFile.Read(image.ToStream())!;

        var buffer = new byte[16];
        Assert.Equal(3, file.ReadMemory(address + 2, buffer));
        Assert.Equal([6, 7, 8, 0], buffer[..4]);
        Assert.Equal(0, file.ReadMemory(address + 5, buffer));
        Assert.Equal(0, file.ReadMemory(address - 1, buffer));
        Assert.Equal(0, file.ReadMemory(ulong.MaxValue, buffer));
        Assert.Equal(address, file.FindSection(".second")!.Value.Address);
        Assert.Null(file.FindSection(".third"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\necho this is a script that is longer than sixty-four bytes, as an ELF header is\n")]
    [InlineData("\u007fELF\u0002\u0002 big-endian files are not read, whatever else may follow in them and after")]
    [InlineData("\u007fELF\u0003\u0001 there is no class of one hundred and twenty-eight bits, so this is no file")]
    public void What_is_no_such_file_is_none(string text) =>
        Assert.Null(ElfFile.Read(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(text))));

    [Fact]
    public void A_file_that_ends_too_early_gives_what_is_there()
    {
        foreach (int length in Enumerable.Range(0, 1024).Concat([4096, s_real.Length / 2, s_real.Length - 64, s_real.Length - 1]))
        {
            ReadAll(s_real[..length]);
        }
    }

    [Fact]
    public void Spoiled_headers_do_no_harm() => Prop.ForAll(
        Mutations(s_real.Length, headerBytes: 512).ToArbitrary(),
        mutations => ReadAll(Spoil(s_real, mutations)))
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300));

    /// <summary>Reads all there is to be read of a file, within bounds.</summary>
    internal static void ReadAll(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var stream = new MemoryStream(bytes, writable: false);
        if (ElfFile.Read(stream) is { } file)
        {
            GoBuildInfo.Read(file);
            Assert.InRange(file.Sections.Count, 0, ElfFile.MostHeaders);
            Assert.All(file.Sections, section => Assert.InRange(section.Name.Length, 0, 64));
        }

        Assert.NotNull(ProgramFile.Read(stream, "python3.11"));
        Assert.NotNull(ProgramFile.Read(stream, "program"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocatedBytes);
    }

    /// <summary>Places and values: most in the header, and in the table of sections at the end.</summary>
    internal static Gen<(int At, byte Value)[]> Mutations(int length, int headerBytes) => Gen.Frequency(
            (6, Gen.Choose(0, Math.Min(headerBytes, length) - 1)),
            (3, Gen.Choose(Math.Max(0, length - 4096), length - 1)),
            (1, Gen.Choose(0, length - 1)))
        .SelectMany(at => Gen.Elements<byte>(0, 1, 2, 4, 0x7f, 0x80, 0xff).Select(value => (at, value)))
        .ArrayOf()
        .Select(mutations => mutations.Take(16).ToArray());

    internal static byte[] Spoil(byte[] original, (int At, byte Value)[] mutations)
    {
        byte[] spoiled = [.. original];
        foreach ((int at, byte value) in mutations)
        {
            // The first bytes say what it is: a property about files that are none says nothing.
            spoiled[at] = at < 6 ? spoiled[at] : value;
        }

        return spoiled;
    }

    private static string Workload(string name) => RepositoryFiles.Path($"build/tests/workloads/{name}");

    private static string Readelf(string option, string name)
    {
        var start = new ProcessStartInfo("llvm-readelf", ["--wide", option, Workload(name)]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
