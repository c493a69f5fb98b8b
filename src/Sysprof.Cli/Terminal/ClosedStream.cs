namespace Sysprof.Cli.Terminal;

/// <summary>In the place of a descriptor that was closed when we were started (<c>&gt;&amp;-</c>): refuses what is written.</summary>
internal sealed class ClosedStream : MemoryStream
{
    /// <summary>What to say of it.</summary>
    public const string Reason = "it is closed";

    public override void Write(byte[] buffer, int offset, int count) => throw new IOException(Reason);

    public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException(Reason);
}
