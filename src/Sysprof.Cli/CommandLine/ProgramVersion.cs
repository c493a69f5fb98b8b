using System.Reflection;

namespace Sysprof.Cli.CommandLine;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>The version: "0.1.0".</summary>
    public static string Number { get; } = typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);

    /// <summary>The commit it was built from, "unknown" outside of a repository.</summary>
    public static string Revision { get; } = typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit]
            ? commit
            : "unknown";

    /// <summary>What <c>--version</c> prints: "sysprof 0.1.0".</summary>
    public static string Line { get; } = $"sysprof {Number}";
}
