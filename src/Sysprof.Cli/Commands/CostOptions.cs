using System.CommandLine;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Commands;

/// <summary>What looking may cost.</summary>
internal sealed class CostOptions : OptionGroup
{
    private readonly Option<string> _maxOverhead;

    public CostOptions()
        : base("Cost") => _maxOverhead = Value(
            "PERCENT",
            "Keep own cost, once started, below this share of a CPU, as in 2%: look for a part of the time, which the result tells",
            "--max-overhead");

    /// <summary>The bound as a share of one CPU, or null.</summary>
    public double? ReadMaxOverhead(ParseResult parse) => parse.GetValue(_maxOverhead) is string text
        ? PercentText.ParseCpuShare(_maxOverhead.Name, text, Environment.ProcessorCount)
        : null;

    /// <summary>Refuses them where a recording is shown.</summary>
    public void RefuseForRecording(ParseResult parse) => RefuseForRecording(parse, Options);
}
