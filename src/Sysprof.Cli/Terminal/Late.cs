using System.Globalization;

namespace Sysprof.Cli.Terminal;

/// <summary>What a screen says when its data is late.</summary>
internal static class Late
{
    /// <summary>It for whole seconds that data has been due; "" for none.</summary>
    public static string Text(long seconds) =>
        seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"behind {seconds} s") : "";
}
