using Sysprof.Profile.Model;

namespace Sysprof.Profile.Programs;

/// <summary>A text in a program's constants that names the program and its version.</summary>
/// <param name="Kind">What has it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Prefix">What stands before the version, the zero that ends the text before it included.</param>
internal sealed record VersionSign(ProgramKind Kind, string Name, byte[] Prefix)
{
    // Versions end with the text, the line, or before what the distributor adds in parentheses.
    private static ReadOnlySpan<byte> Ends => "\0\n "u8;

    /// <summary>
    /// Programs that write themselves down. Node.js names itself to its tracing, nginx and PostgreSQL answer to an option
    /// for their version, memcached too.
    /// </summary>
    public static IReadOnlyList<VersionSign> All { get; } =
    [
        new(ProgramKind.NodeJs, "Node.js", [.. "\0node.js/v"u8]),
        new(ProgramKind.Nginx, "nginx", [.. "\0nginx version: nginx/"u8]),
        new(ProgramKind.Nginx, "OpenResty", [.. "\0nginx version: openresty/"u8]),
        new(ProgramKind.PostgreSql, "PostgreSQL", [.. "\0postgres (PostgreSQL) "u8]),
        new(ProgramKind.Memcached, "memcached", [.. "\0memcached "u8]),
    ];

    /// <summary>The program when its sign is in a piece of its file, or null.</summary>
    public ProgramInfo? Find(ReadOnlySpan<byte> chunk)
    {
        for (int at = chunk.IndexOf(Prefix); at >= 0; at = chunk.IndexOf(Prefix))
        {
            chunk = chunk[(at + Prefix.Length)..];
            string version = VersionText.At(chunk, Ends);
            if (version.Length > 0)
            {
                return new ProgramInfo(Kind, Name, version);
            }
        }

        return null;
    }
}
