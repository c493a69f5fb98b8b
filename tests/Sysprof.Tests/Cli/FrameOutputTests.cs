using System.Net.Sockets;
using System.Text;
using Sysprof.Cli.Terminal;
using Xunit;

namespace Sysprof.Tests.Cli;

/// <summary>Frames into a socket that keeps writes apart: what comes out with one receive was one write.</summary>
public sealed class FrameOutputTests : IDisposable
{
    private readonly Socket _terminal;
    private readonly Socket _peer;
    private readonly FrameOutput _frames;

    public FrameOutputTests()
    {
        // A name of the abstract kind: no file.
        var address = new UnixDomainSocketEndPoint($"\0sysprof-{Guid.NewGuid():N}");
        using Socket listener = Packets();
        listener.Bind(address);
        listener.Listen(1);
        _terminal = Packets();
        _terminal.Connect(address);
        _peer = listener.Accept();
        _frames = new FrameOutput((int)_terminal.Handle);
    }

    [Fact]
    public void A_frame_is_one_write()
    {
        _frames.Write(["one", "zwölf"], 24);

        Assert.Equal("\e[H\e[m\e[Kone\r\n\e[m\e[Kzwölf\r\n\e[m\e[J", Received());
        AssertNothingMore();
    }

    [Fact]
    public void A_screen_of_ten_thousand_bytes_is_one_write()
    {
        string[] lines = [.. Enumerable.Repeat(new string('x', 200), 60)];

        _frames.Write(lines, 60);

        Assert.Equal(60 * 200, Received().Count(character => character == 'x'));
        AssertNothingMore();
    }

    [Fact]
    public void Nothing_follows_the_last_row_that_would_scroll_the_screen_or_erase_its_end()
    {
        _frames.Write(["one", "two", "three"], 2);

        Assert.Equal("\e[H\e[m\e[Kone\r\n\e[m\e[Ktwo\e[m", Received());
    }

    [Fact]
    public void An_empty_frame_erases_all()
    {
        _frames.Write([], 2);

        Assert.Equal("\e[H\e[m\e[J", Received());
    }

    [Fact]
    public void A_frame_that_is_there_is_not_written_again()
    {
        _frames.Write(["one"], 2);
        _frames.Write(["one"], 2);
        _frames.Write(["two"], 2);
        _frames.Write(["one"], 2);

        Assert.Equal(["one", "two", "one"], [Word(Received()), Word(Received()), Word(Received())]);
        AssertNothingMore();
    }

    [Fact]
    public void A_frame_of_a_screen_that_shows_something_else_is_written_again()
    {
        _frames.Write(["one"], 2);
        _frames.Forget();
        _frames.Write(["one"], 2);

        Assert.Equal(Received(), Received());
        AssertNothingMore();
    }

    public void Dispose()
    {
        _terminal.Dispose();
        _peer.Dispose();
    }

    private static Socket Packets() => new(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);

    private static string Word(string frame) => frame.Contains("one", StringComparison.Ordinal) ? "one" : "two";

    private string Received()
    {
        byte[] buffer = new byte[1 << 16];
        return Encoding.UTF8.GetString(buffer, 0, _peer.Receive(buffer));
    }

    private void AssertNothingMore() => Assert.Equal(0, _peer.Available);
}
