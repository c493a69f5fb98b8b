using System.Text;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.Tests.Programs;

/// <summary>What the files of programs hold, copied from real ones: those themselves are looked at with a kernel.</summary>
public sealed class ProgramFileTests
{
    [Theory]
    [InlineData("node", "\0node.js/v20.20.2\0", "Node.js 20.20.2")]
    [InlineData("libnode.so.108", "\0node.js/v18.20.4\0", "Node.js 18.20.4")]
    [InlineData("nginx", "\0nginx version: nginx/1.22.1\n\0", "nginx 1.22.1")]
    [InlineData("nginx", "\0nginx version: nginx/1.18.0 (Ubuntu)\n\0", "nginx 1.18.0")]
    [InlineData("nginx", "\0nginx version: openresty/1.25.3.1\n\0", "OpenResty 1.25.3.1")]
    [InlineData("postgres", "\0postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n\0", "PostgreSQL 15.18")]
    [InlineData("postgres", "\0postgres (PostgreSQL) 18beta1\n\0", "PostgreSQL 18beta1")]
    [InlineData("memcached", "\0memcached 1.6.18\0", "memcached 1.6.18")]
    [InlineData("mariadbd", "\0" + "10.11.19-MariaDB\0", "MariaDB 10.11.19")]
    [InlineData("mysqld", "\0" + "10.11.6-MariaDB-0+deb12u1\0", "MariaDB 10.11.6")]
    [InlineData("mysqld", "\0mysql_native_password\0", "MySQL")]
    [InlineData("python3.11", "\0" + "3.11.2\0", "Python 3.11.2")]
    [InlineData("python3.13", "\0" + "3.13.0rc1\0", "Python 3.13.0rc1")]
    [InlineData("libpython3.12.so.1.0", "/Python-3.12.1/Modules\0/root/versions/3.12.1\0", "Python 3.12.1")]
    [InlineData("python3.9", "\0" + "13.9.2\0" + "2.3.9.2\0" + "3.9.\0", "Python 3.9")]
    [InlineData("python3", "\0" + "3.11.2\0", "Python")]
    [InlineData("redis-server", "\0" + "2.8.13\0# Server\r\nredis_version:%s\r\n\0" + "7.0.15\0" + "7.0.3\0" + "9.9\0" + "8.1.2.3\0", "redis 7.0.15")]
    [InlineData("valkey-server", "\0redis_version:%s\r\nvalkey_version:%s\r\n\0" + "7.2.4\0" + "8.0.1\0", "Valkey 8.0.1")]
    [InlineData("libjvm.so", "Server VM (21.0.1+12-29) for linux-amd64 JRE (21.0.1+12-29), built on\0", "Java 21.0.1")]
    [InlineData("cat", "\0" + "3.11.2\0", "")]
    public void Programs_are_known_by_what_they_write(string name, string constants, string expected)
    {
        Assert.Equal(expected, ReadConstants(name, constants, hasSections: true).ToString());
        Assert.Equal(expected, ReadConstants(name, constants, hasSections: false).ToString());
    }

    [Theory]
    [InlineData("see nginx version: nginx/1.22.1\n\0")] // in the middle of a text about nginx
    [InlineData("\0nginx version: nginx/%s\n\0")]
    [InlineData("\0nginx version: nginx/1.22.1[31m\0")]
    [InlineData("\0node.js/v\0")]
    [InlineData("\0node.js/v1234567890.1234567890.1234567890.1\0")]
    [InlineData("\0node.js/v20.20.2")]
    public void What_only_looks_alike_is_unknown(string constants) =>
        Assert.Equal(ProgramInfo.Unknown, ReadConstants("program", constants, hasSections: true));

    [Fact]
    public void A_sign_is_found_wherever_pieces_of_the_file_meet()
    {
        byte[] sign = [.. "\0nginx version: nginx/1.22.1\n\0"u8];
        foreach (int at in Enumerable.Range((1 << 16) - 40, 50).Concat([0, 1 << 20]))
        {
            var image = new ElfImage();
            image.Add(".rodata", [.. Enumerable.Repeat((byte)'x', at), .. sign]);
            Assert.Equal("nginx 1.22.1", ProgramFile.Read(image.ToStream(), "program").Program.ToString());
        }
    }

    [Theory]
    [InlineData("@(#)Version 10.0.1226.42308 @Commit: 95017c71\0", ".NET 10.0.12")]
    [InlineData("@(#)Version 10.0.25.52411 @Commit: 0\0", ".NET 10.0.0")]
    [InlineData("@(#)Version 4.700.22.41602 @Commit: 0\0", ".NET")]
    [InlineData("", ".NET")]
    public void The_runtime_of_NET_is_known_by_its_version_among_the_variables(string variables, string expected)
    {
        var library = new ElfImage();
        library.Add(".data", Latin1(variables), isWritable: true);
        Assert.Equal(expected, ProgramFile.Read(library.ToStream(), "libcoreclr.so").Program.ToString());

        var singleFile = new ElfImage();
        singleFile.Add(".dynstr", Latin1("\0free\0DotNetRuntimeInfo\0"));
        singleFile.Add(".data", Latin1(variables), isWritable: true);
        Assert.Equal(expected, ProgramFile.Read(singleFile.ToStream(), "service").Program.ToString());
    }

    [Fact]
    public void A_program_of_Go_is_Go_whatever_it_is_called() => Assert.Equal(
        new ProgramInfo(ProgramKind.Go, "Go", "1.19.8"),
        ProgramFile.Read(GoBuildInfoTests.Image(GoBuildInfoTests.Inline("go1.19.8", "")).ToStream(), "nginx").Program);

    [Fact]
    public void Who_is_linked_with_Python_is_told_from_who_is_not()
    {
        var linked = new ElfImage();
        linked.Add(".dynstr", Latin1("\0libc.so.6\0libpython3.11.so.1.0\0"));
        Assert.True(ProgramFile.Read(linked.ToStream(), "gdb").LinksPython);
        Assert.False(ProgramFile.Read(new ElfImage().ToStream(), "uwsgi").LinksPython);
    }

    [Theory]
    [InlineData("IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\nJAVA_VERSION_DATE=\"2025-04-15\"\n", "17.0.15")]
    [InlineData("JAVA_VERSION=\"1.8.0_392\"\r\n", "1.8.0_392")]
    [InlineData("JAVA_VERSION=\"[31m\"\n", "")]
    [InlineData("#!/bin/sh\n", "")]
    [InlineData("", "")]
    public void The_release_file_of_Java_has_its_version(string text, string version) =>
        Assert.Equal(version, JavaRelease.Version(Latin1(text)));

    private static ProgramInfo ReadConstants(string name, string constants, bool hasSections)
    {
        var image = new ElfImage { HasSections = hasSections };
        image.Add(".rodata", Latin1(constants));
        return ProgramFile.Read(image.ToStream(), name).Program;
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
