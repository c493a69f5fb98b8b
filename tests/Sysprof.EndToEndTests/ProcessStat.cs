using System.Globalization;

namespace Sysprof.EndToEndTests;

/// <summary>What <c>/proc/PID/stat</c> says of a process.</summary>
internal static class ProcessStat
{
    private const int State = 0;
    private const int ForegroundGroup = 5;

    /// <summary>Whether it is there and not only waiting for its parent to take notice of its end.</summary>
    public static bool IsAlive(int tgid) => Fields(tgid) is { } fields && fields[State] is not ("Z" or "X");

    /// <summary>Whether a signal has stopped it.</summary>
    public static bool IsStopped(int tgid) => Fields(tgid) is { } fields && fields[State] == "T";

    /// <summary>The process group in the foreground of its terminal, or null when it has ended or has none.</summary>
    public static int? ForegroundOf(int tgid) =>
        Fields(tgid) is { } fields && int.Parse(fields[ForegroundGroup], CultureInfo.InvariantCulture) is > 0 and int group ? group : null;

    /// <summary>The fields from the third one on: the second is a name that may hold anything.</summary>
    private static string[]? Fields(int tgid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{tgid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}
