namespace Sysprof.Kernel.Files;

/// <summary>A file of another program, held for the time of a look: it stays that file, whatever becomes of its path.</summary>
/// <param name="files">Who holds it.</param>
/// <param name="slot">Where.</param>
/// <param name="identity">Which file it is, as far as the kernel knew without asking its server.</param>
/// <param name="path">Its path as the kernel shows it; "" when that is longer than 4095 bytes.</param>
internal sealed class ForeignFile(ForeignFiles files, uint slot, FileIdentity identity, string path)
{
    /// <summary>Where it is held.</summary>
    public uint Slot => slot;

    /// <summary>Which file it is.</summary>
    public FileIdentity Identity => identity;

    /// <summary>Its path, with what the kernel appends when it was deleted.</summary>
    public string Path => path;

    /// <summary>How reading went: what went wrong first, if anything did.</summary>
    public LookOutcome Outcome { get; private set; }

    /// <summary>Its content.</summary>
    public Stream Content() => new ForeignStream(this);

    /// <summary>Reads from a place on; returns how many bytes there were, 0 at the end.</summary>
    /// <exception cref="IOException">It could not be read; <see cref="Outcome"/> says why.</exception>
    public int Read(long offset, Span<byte> buffer)
    {
        LookOutcome outcome = files.Read(this, offset, buffer, out int read);
        if (outcome != LookOutcome.Known)
        {
            Outcome = Outcome == LookOutcome.Known ? outcome : Outcome;
            throw new IOException($"reading a file of another program: {outcome}");
        }

        return read;
    }
}
