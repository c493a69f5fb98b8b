using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Terminal;

/// <summary>The values of <c>--color</c>.</summary>
internal static class ColorModes
{
    public static readonly Choices<ColorMode> Choices = new(
        "WHEN", ("auto", ColorMode.Auto), ("always", ColorMode.Always), ("never", ColorMode.Never));
}
