namespace Sysprof.Tests.Recording;

/// <summary>A file on a disk that takes <paramref name="room"/> bytes, the last of them in a partial write.</summary>
internal sealed class FullStream(int room) : MemoryStream
{
    private const int Enospc = 28;

    /// <summary>What is in the file; also after it was closed.</summary>
    public byte[] Content => ToArray();

    // A class derived from MemoryStream gets its spans here too.
    public override void Write(byte[] buffer, int offset, int count)
    {
        int fits = (int)Math.Min(room - Position, count);
        base.Write(buffer, offset, fits);
        if (fits < count)
        {
            throw new IOException("No space left on device", Enospc);
        }
    }
}
