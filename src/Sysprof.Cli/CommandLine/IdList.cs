using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>Process and thread IDs, comma-separated and repeated: <c>-p 12,13 -p 14</c>.</summary>
internal static class IdList
{
    /// <summary>The IDs that <paramref name="option"/> was given, each once, in their order.</summary>
    /// <exception cref="SysprofException">One of them is not a number from 1 to 2147483647.</exception>
    public static IReadOnlyList<int> Parse(string option, IEnumerable<string> values)
    {
        var ids = new List<int>();
        foreach (string value in values)
        {
            foreach (string text in value.Split(','))
            {
                // Of "12," what is missing says nothing.
                string shown = text.Length == 0 ? value : text;
                int id = WholeNumber.Parse(option, shown, 1, ", or several as in 12,13");
                if (!ids.Contains(id))
                {
                    ids.Add(id);
                }
            }
        }

        return ids;
    }
}
