using System.Globalization;
using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>Process and thread IDs, comma-separated and repeated: <c>-p 12,13 -p 14</c>.</summary>
internal static class IdList
{
    /// <summary>The IDs that <paramref name="option"/> was given, each once, in their order.</summary>
    /// <exception cref="SysprofException">One of them is not a number above zero.</exception>
    public static IReadOnlyList<int> Parse(string option, IEnumerable<string> values)
    {
        var ids = new List<int>();
        foreach (string text in values.SelectMany(value => value.Split(',')))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id == 0)
            {
                throw Usage.Error($"{option} '{text}': must be a number above zero, or several as in 12,13");
            }

            if (!ids.Contains(id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
