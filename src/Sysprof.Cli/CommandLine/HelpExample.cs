namespace Sysprof.Cli.CommandLine;

/// <summary>A line of a help's examples.</summary>
/// <param name="CommandLine">What to type.</param>
/// <param name="Meaning">What it does.</param>
internal readonly record struct HelpExample(string CommandLine, string Meaning);
