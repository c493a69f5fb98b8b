using System.Text.RegularExpressions;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Programs;

/// <summary>What an executable or a library tells of the program it is.</summary>
/// <param name="Program">
/// Which program or runtime it is; <see cref="ProgramInfo.Unknown"/> for one that only starts a runtime.
/// </param>
/// <param name="IsDynamic">Whether it could load libraries: a static program has no runtime but its own.</param>
/// <param name="LinksPython">
/// Whether it is linked with CPython: as CPython's own executable is, and programs like gdb that can be scripted in it.
/// </param>
public sealed partial record ProgramFile(ProgramInfo Program, bool IsDynamic, bool LinksPython)
{
    private const int MostDynamicNameBytes = 1 << 20;

    /// <summary>Looks at a file; at most 64 MB of it are read, and nothing in it is trusted.</summary>
    /// <param name="stream">The file, which can seek; it stays the caller's.</param>
    /// <param name="name">Its name without directories.</param>
    public static ProgramFile Read(Stream stream, string name)
    {
        if (ElfFile.Read(stream) is not { } file)
        {
            return new ProgramFile(ProgramInfo.Unknown, IsDynamic: false, LinksPython: false);
        }

        return new ProgramFile(
            Identify(file, name),
            file.Segments.Any(segment => segment.Type == ElfSegment.Dynamic),
            HasDynamicName(file, "\0libpython"u8));
    }

    private static ProgramInfo Identify(ElfFile file, string name)
    {
        if (GoBuildInfo.Read(file) is { } go)
        {
            return new ProgramInfo(ProgramKind.Go, "Go", go.Number);
        }

        // By this name debuggers recognise a program that has all of the runtime in it.
        if (name == "libcoreclr.so" || HasDynamicName(file, "\0DotNetRuntimeInfo\0"u8))
        {
            return new ProgramInfo(ProgramKind.DotNet, ".NET", DotNetVersion(file));
        }

        // One that is compiled ahead of time (NativeAOT) has its methods here, and says nothing of its version.
        if (file.FindSection("__managedcode") is not null)
        {
            return new ProgramInfo(ProgramKind.DotNet, ".NET", "");
        }

        if (name == "libjvm.so")
        {
            string version = VersionSearch.Between(FileChunks.OfConstants(file), " JRE ("u8, ")"u8);
            return new ProgramInfo(ProgramKind.Jvm, "Java", version.Split('+')[0]);
        }

        if (PythonName().Match(name) is { Success: true } python)
        {
            string release = python.Groups[1].Value;
            string version = release.Length > 0 ? VersionSearch.OfRelease(file, release) : "";
            return new ProgramInfo(ProgramKind.Python, "Python", version.Length > 0 ? version : release);
        }

        if (name is "mariadbd" or "mysqld")
        {
            string version = VersionSearch.Before(file, "-MariaDB"u8);
            return new ProgramInfo(ProgramKind.MySql, name == "mariadbd" || version.Length > 0 ? "MariaDB" : "MySQL", version);
        }

        return FindSign(file);
    }

    private static ProgramInfo FindSign(ElfFile file)
    {
        FileChunks chunks = FileChunks.OfConstants(file);
        while (chunks.Next(out ReadOnlySpan<byte> chunk))
        {
            foreach (VersionSign sign in VersionSign.All)
            {
                if (sign.Find(chunk) is { } program)
                {
                    return program;
                }
            }

            // Lines of what INFO answers; Valkey has that of Redis too, a little before its own.
            if (chunk.IndexOf("redis_version:%s"u8) >= 0)
            {
                string name = chunk.IndexOf("valkey_version:%s"u8) >= 0 ? "Valkey" : "redis";
                return new ProgramInfo(ProgramKind.Redis, name, VersionSearch.Highest(file));
            }
        }

        return ProgramInfo.Unknown;
    }

    /// <summary>
    /// "10.0.12" of "@(#)Version 10.0.1226.42308", which every build of the runtime has among its variables: the third
    /// number is the patch times a hundred, plus the year.
    /// </summary>
    private static string DotNetVersion(ElfFile file)
    {
        string[] numbers = VersionSearch.Between(FileChunks.OfVariables(file), "@(#)Version "u8, " \0"u8).Split('.');
        // .NET Core 3 and before counted differently: 4.700 is 3.1.
        return numbers.Length == 4 && int.TryParse(numbers[0], out int major) && major >= 5 && int.TryParse(numbers[2], out int build)
            ? $"{numbers[0]}.{numbers[1]}.{build / 100}"
            : "";
    }

    /// <summary>Whether the names that the dynamic linker works with have one that begins so.</summary>
    private static bool HasDynamicName(ElfFile file, ReadOnlySpan<byte> start)
    {
        if (file.FindSection(".dynstr") is not { } section)
        {
            return false;
        }

        var names = new byte[(int)Math.Min(section.Bytes, MostDynamicNameBytes)];
        return names.AsSpan(0, file.ReadAt(section.Offset, names)).IndexOf(start) >= 0;
    }

    [GeneratedRegex(@"^(?:lib)?python(?:([23]\.[0-9]{1,2})|[23]?$)", RegexOptions.CultureInvariant)]
    private static partial Regex PythonName();
}
