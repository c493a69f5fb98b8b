using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Resources;

public sealed class ResourceTextTests
{
    [Theory]
    [InlineData("", ReferenceBits.None, "/")]
    [InlineData("hosts\0etc\0", ReferenceBits.None, "/etc/hosts")]
    [InlineData("hosts\0etc", ReferenceBits.None, "/etc/hosts")]
    [InlineData("hosts\0etc\0", ReferenceBits.Deleted, "/etc/hosts (deleted)")]
    [InlineData("deep\0d\0", ReferenceBits.Cut, ".../d/deep")]
    internal void A_path_is_put_together_from_its_names(string names, ReferenceBits flags, string path) =>
        Assert.Equal(new Resource(ResourceKind.File, path), Of(DescriptorMessage.File(names, flags)));

    [Theory]
    [InlineData("hosts\0etc\0", ReferenceBits.Deleted, "/etc/hosts (deleted)")]
    [InlineData("größe\0d\0", ReferenceBits.Cut, ".../d/größe")]
    internal void It_is_the_same_as_one_whose_name_is_text(string names, ReferenceBits flags, string path)
    {
        var right = new Resource(ResourceKind.File, path);
        Resource resource = Of(DescriptorMessage.File(names, flags));

        Assert.Equal(right.GetHashCode(), resource.GetHashCode());
        Assert.True(resource.Equals(right) && right.Equals(resource));
        Assert.True(resource.Equals(Of(DescriptorMessage.File(names, flags, inode: 7))));
        Assert.False(resource.Equals(new Resource(ResourceKind.Directory, path)));
        Assert.False(resource.Equals(Of(DescriptorMessage.File("x" + names, flags))));
        Assert.Equal(path, resource.Name);
    }

    [Fact]
    public void A_name_that_is_no_utf8_is_shown_as_far_as_it_can_be()
    {
        byte[] message = DescriptorMessage.File("hostX\0etc\0");
        message[Array.IndexOf(message, (byte)'X')] = 0xff;
        Assert.Equal(new Resource(ResourceKind.File, "/etc/host\ufffd"), Of(message));
    }

    [Fact]
    public void The_longest_path_is_put_together()
    {
        string name = new('n', 255);
        string names = string.Concat(Enumerable.Repeat(name + "\0", 17));

        Assert.Equal(string.Concat(Enumerable.Repeat("/" + name, 17)), Of(DescriptorMessage.File(names)).Name);
    }

    [Fact]
    public void A_path_of_nothing_but_zeros_is_no_harm() =>
        Assert.Equal("///", Of(DescriptorMessage.File("\0\0\0")).Name);

    [Theory]
    [InlineData(0x4000, ResourceKind.Directory)]
    [InlineData(0x2000, ResourceKind.CharacterDevice)]
    [InlineData(0x6000, ResourceKind.BlockDevice)]
    [InlineData(0x1000, ResourceKind.Pipe)]
    [InlineData(0x0000, ResourceKind.Anonymous)]
    public void The_kind_is_that_of_the_mode(int mode, ResourceKind kind) =>
        Assert.Equal(new Resource(kind, "/x"), Of(DescriptorMessage.File("x\0", mode: (ushort)mode)));

    [Fact]
    public void What_has_no_place_in_a_file_system_is_called_as_in_proc()
    {
        Assert.Equal("pipe:[12345]", Of(DescriptorMessage.File("", magic: DescriptorMessage.PipeMagic, inode: 12345)).Name);
        Assert.Equal(
            new Resource(ResourceKind.Anonymous, "anon_inode:[eventpoll]"),
            Of(DescriptorMessage.File("[eventpoll]\0", ReferenceBits.Nameless, DescriptorMessage.AnonymousMagic)));
        Assert.Equal(
            new Resource(ResourceKind.File, "/memfd:cache (deleted)"),
            Of(DescriptorMessage.File("memfd:cache\0", ReferenceBits.Nameless, DescriptorMessage.TmpfsMagic, inode: 7)));
        Assert.Equal("anon_inode:[7]", Of(DescriptorMessage.File("/\0", ReferenceBits.Nameless, 0x6e736673, inode: 7)).Name);
    }

    [Theory]
    [InlineData(ReferenceBits.None, "0.0.0.0:0", "0.0.0.0:0", "tcp", "")]
    [InlineData(ReferenceBits.None, "127.0.0.1:80", "0.0.0.0:0", "tcp bound 127.0.0.1:80", "")]
    [InlineData(ReferenceBits.Listening, "0.0.0.0:8080", "0.0.0.0:0", "tcp listen 0.0.0.0:8080", "")]
    [InlineData(ReferenceBits.Listening, "[::]:8080", "[::]:0", "tcp listen [::]:8080", "")]
    [InlineData(ReferenceBits.Connected, "0.0.0.0:0", "10.0.0.5:5432", "tcp 10.0.0.5:5432", "10.0.0.5:5432")]
    [InlineData(ReferenceBits.Connected, "[::]:0", "[2001:db8::7]:443", "tcp [2001:db8::7]:443", "[2001:db8::7]:443")]
    [InlineData(ReferenceBits.Connected, "[::]:0", "[::ffff:10.0.0.5]:443", "tcp 10.0.0.5:443", "10.0.0.5:443")]
    [InlineData(ReferenceBits.Accepted, "0.0.0.0:8080", "10.0.0.7:0", "tcp :8080 from 10.0.0.7", "10.0.0.7")]
    [InlineData(ReferenceBits.Accepted, "[::]:8080", "[::1]:0", "tcp :8080 from [::1]", "[::1]")]
    internal void A_socket_with_ports_is_called_by_whom_it_talks_to(
        ReferenceBits flags, string local, string remote, string name, string peer) =>
        Assert.Equal(new Resource(ResourceKind.Socket, name, peer), Of(DescriptorMessage.Inet(flags, local, remote)));

    [Theory]
    [InlineData(17, 2, "udp bound 127.0.0.1:53")]
    [InlineData(6, 3, "raw tcp")]
    [InlineData(200, 1, "ip protocol 200 bound 127.0.0.1:53")]
    public void A_protocol_has_its_word(int protocol, int type, string name) => Assert.Equal(
        name, Of(DescriptorMessage.Inet(ReferenceBits.None, "127.0.0.1:53", protocol: (ushort)protocol, type: (ushort)type)).Name);

    [Theory]
    [InlineData("/run/x.sock\0", ReferenceBits.Listening, "unix listen /run/x.sock", "")]
    [InlineData("/run/x.sock", ReferenceBits.Accepted, "unix /run/x.sock", "")]
    [InlineData("/run/x.sock\0junk", ReferenceBits.Connected, "unix /run/x.sock", "/run/x.sock")]
    [InlineData("\0bus", ReferenceBits.Connected, "unix @bus", "@bus")]
    [InlineData("", ReferenceBits.None, "unix", "")]
    internal void A_unix_socket_is_called_by_its_address(string path, ReferenceBits flags, string name, string peer) =>
        Assert.Equal(new Resource(ResourceKind.Socket, name, peer), Of(DescriptorMessage.Socket(1, path, flags)));

    [Fact]
    public void Other_sockets_are_called_by_their_family()
    {
        Assert.Equal("unix:[9]", Of(DescriptorMessage.Socket(1, "", inode: 9)).Name);
        Assert.Equal("netlink route", Of(DescriptorMessage.Socket(16, "")).Name);
        Assert.Equal("netlink 31", Of(DescriptorMessage.Socket(16, "", protocol: 31)).Name);
        Assert.Equal("vsock", Of(DescriptorMessage.Socket(40, "")).Name);
        Assert.Equal("family 99", Of(DescriptorMessage.Socket(99, "")).Name);
    }

    private static Resource Of(byte[] message) => ResourceText.Of(RecordDecoder.Descriptor(message), new ByteChunks(16));
}
