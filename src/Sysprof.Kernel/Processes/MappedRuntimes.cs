namespace Sysprof.Kernel.Processes;

/// <summary>The libraries of language runtimes that a process has mapped, each where it was seen first.</summary>
internal sealed class MappedRuntimes
{
    // 65,530 mappings (vm.max_map_count) of 250 bytes each.
    private const int MostBytes = 16 << 20;
    private const int BufferBytes = 1 << 15;

    private MappedRuntimes()
    {
    }

    public MappedFile? DotNet { get; private set; }

    public MappedFile? Jvm { get; private set; }

    public MappedFile? NodeJs { get; private set; }

    public MappedFile? Python { get; private set; }

    /// <summary>Reads the text of /proc/PID/maps, at most 16 MB of it.</summary>
    public static MappedRuntimes Read(Stream maps)
    {
        var found = new MappedRuntimes();
        var buffer = new byte[BufferBytes];
        int held = 0;
        for (int total = 0; total < MostBytes;)
        {
            int read = maps.Read(buffer, held, buffer.Length - held);
            if (read == 0)
            {
                break;
            }

            total += read;
            held = found.AddLines(buffer, held + read);
        }

        return found;
    }

    /// <summary>Takes the lines that are whole; returns how many bytes of the next one it left at the beginning.</summary>
    private int AddLines(byte[] buffer, int filled)
    {
        int done = 0;
        for (int end = LineEnd(buffer, 0, filled); end >= 0; end = LineEnd(buffer, done, filled))
        {
            Add(buffer.AsSpan(done..end));
            done = end + 1;
        }

        // A path is shorter than the buffer; what is not a line at all is passed over.
        int left = filled - done < buffer.Length ? filled - done : 0;
        buffer.AsSpan(done, left).CopyTo(buffer);
        return left;
    }

    private static int LineEnd(byte[] buffer, int from, int filled) => Array.IndexOf(buffer, (byte)'\n', from, filled - from);

    private void Add(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> path = MappedFile.PathIn(line);
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        if (!name.StartsWith("lib"u8))
        {
            return;
        }

        if (name.StartsWith("libcoreclr.so"u8))
        {
            DotNet ??= MappedFile.Parse(line);
        }
        else if (name.StartsWith("libjvm.so"u8))
        {
            Jvm ??= MappedFile.Parse(line);
        }
        else if (name.StartsWith("libnode.so"u8))
        {
            NodeJs ??= MappedFile.Parse(line);
        }
        else if (name.StartsWith("libpython2."u8) || name.StartsWith("libpython3."u8))
        {
            // libpython3.so only leads to the one of a release.
            Python = Python is null && !name.StartsWith("libpython3.so"u8) ? MappedFile.Parse(line) : Python;
        }
    }
}
