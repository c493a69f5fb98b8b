using System.CommandLine;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Commands;

/// <summary>What a recording tells of files and peers.</summary>
internal sealed class PathOptions : OptionGroup
{
    private readonly Option<bool> _noPaths;

    public PathOptions()
        : base("Recording") => _noPaths = Flag(
            "Do not record on which files and peers calls were made: no path and no address is in the recording", "--no-paths");

    /// <summary>Whether files and peers are recorded.</summary>
    public bool Read(ParseResult parse) => !parse.GetValue(_noPaths);
}
