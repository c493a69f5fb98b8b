namespace Sysprof.Profile.Export;

/// <summary>The few colours of the table, as terminals take them.</summary>
internal static class Sgr
{
    public static string Bold(string text) => $"\x1b[1m{text}\x1b[0m";

    public static string Dim(string text) => $"\x1b[2m{text}\x1b[0m";

    public static string Red(string text) => $"\x1b[31m{text}\x1b[0m";

    public static string Alarm(string text) => $"\x1b[1;31m{text}\x1b[0m";
}
