namespace Sysprof.Cli.CommandLine;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>What <c>--version</c> prints: "sysprof 0.1.0".</summary>
    public static string Line { get; } = $"sysprof {typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3)}";
}
