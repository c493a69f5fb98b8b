using System.Globalization;

namespace Sysprof.KernelTests.Cgroups;

/// <summary>What the scenario <c>deep_cgroups</c> makes, and how their paths may be shown.</summary>
internal static class NestedCgroups
{
    /// <summary>What a path begins with that lacks its upper directories.</summary>
    public const string CutMark = "...";

    private const int NameBytes = 255;

    /// <summary>The path of the innermost one.</summary>
    /// <param name="root">The path of the directory that holds the first.</param>
    /// <param name="levels">How many there are.</param>
    public static string PathOf(string root, int levels) => root + string.Concat(
        Enumerable.Range(0, levels).Select(level => "/" + level.ToString("D6", CultureInfo.InvariantCulture).PadRight(NameBytes, 'd')));

    /// <summary>Whether a path is right from its end up to a sign that says what is missing.</summary>
    public static bool IsCutOf(string shown, string whole) =>
        shown.StartsWith(CutMark + "/", StringComparison.Ordinal) &&
        whole.EndsWith(shown[CutMark.Length..], StringComparison.Ordinal);
}
