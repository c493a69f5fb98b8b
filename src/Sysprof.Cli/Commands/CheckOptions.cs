using System.CommandLine;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Commands;

/// <summary>How <c>check</c> prints.</summary>
internal sealed class CheckOptions : OptionGroup
{
    private static readonly Choices<bool> Formats = new("FORMAT", ("table", false), ("json", true));

    private readonly Option<string> _format;

    public CheckOptions()
        : base("Output") => _format = Choice(Formats, "table (the default) or json", "--format");

    /// <summary>Whether to print JSON.</summary>
    public bool ReadJson(ParseResult parse) => Formats.Parse(_format.Name, parse.GetValue(_format));
}
