using System.CommandLine;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Commands;

/// <summary>Where the result goes.</summary>
internal sealed class OutputOptions : OptionGroup
{
    private readonly Option<string> _output;
    private readonly Option<bool> _force;

    /// <param name="description">What <c>-o</c> does here.</param>
    public OutputOptions(string description)
        : base("Output")
    {
        _output = Value("FILE", description, "--output", "-o");
        _force = Flag("Overwrite FILE when it exists", "--force");
    }

    /// <summary>The file that was named, or null.</summary>
    public string? ReadPath(ParseResult parse) =>
        parse.GetValue(_output) is not "" and var path ? path : throw Usage.Error($"{_output.Name} '': the name is empty");

    /// <summary>Whether an existing file is overwritten.</summary>
    public bool ReadForce(ParseResult parse) => parse.GetValue(_force);
}
