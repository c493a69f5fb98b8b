using System.Security.Cryptography;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>The files that a configuration was read from, to know when they change.</summary>
/// <remarks>By content: times and sizes miss changes, and files that are links to links as in containers.</remarks>
/// <param name="folder">What relative paths are relative to.</param>
internal sealed class SourceFiles(string folder)
{
    private const int MostBytes = 1 << 20;
    private const int BlockBytes = 16 << 10;

    private readonly List<(string Path, byte[] Digest)> _read = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, relative to the folder or absolute.</param>
    /// <exception cref="SysprofException">It cannot be read, or is larger than a megabyte.</exception>
    public byte[] Read(string path)
    {
        string full = Path.Combine(folder, path);
        try
        {
            byte[] content = ReadWhole(full);
            _read.Add((full, SHA256.HashData(content)));
            return content;
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            _read.Add((full, []));
            throw FileErrors.Describe("reading", full, error);
        }
    }

    /// <summary>Whether one of them has another content now, has come, or has gone.</summary>
    public bool HaveChanged() => _read.Exists(file => !file.Digest.AsSpan().SequenceEqual(DigestNow(file.Path)));

    private static byte[] DigestNow(string path)
    {
        try
        {
            return SHA256.HashData(ReadWhole(path));
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            return [];
        }
    }

    private static byte[] ReadWhole(string path)
    {
        using FileStream file = File.OpenRead(path);
        var content = new MemoryStream();
        byte[] block = new byte[BlockBytes];
        for (int read = file.Read(block); read > 0; read = file.Read(block))
        {
            content.Write(block, 0, read);
            if (content.Length > MostBytes)
            {
                throw new IOException("the file is larger than a megabyte");
            }
        }

        return content.ToArray();
    }
}
