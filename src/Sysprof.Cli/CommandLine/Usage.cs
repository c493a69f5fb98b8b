using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>Wrong command lines.</summary>
internal static class Usage
{
    /// <summary>The error to throw for one; whoever prints it adds where the help is.</summary>
    public static SysprofException Error(string message, string? hint = null) =>
        new(message, hint, ExitCode.Usage);
}
