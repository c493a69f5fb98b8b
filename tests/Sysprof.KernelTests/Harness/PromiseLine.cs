using System.Globalization;

namespace Sysprof.KernelTests.Harness;

/// <summary>A line <c>expect WHO CALL calls=N errors=N ...</c> of a workload; its README explains the parts.</summary>
/// <param name="Tid">The thread, or null for the sum over the program and its children (<c>*</c>).</param>
/// <param name="Call">The call, with <c>ia32:</c> or <c>x32:</c> before it for the other tables.</param>
internal sealed record PromiseLine(int? Tid, string Call)
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Failures by errno.</summary>
    public SortedDictionary<string, long> Errnos { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a line; null when it is another kind of line.</summary>
    public static PromiseLine? Parse(string text)
    {
        string[] words = text.Split(' ');
        if (words[0] != "expect")
            return null;

        int? tid = words[1] == "*" ? null : int.Parse(words[1], CultureInfo.InvariantCulture);
        var line = new PromiseLine(tid, words[2]);
        foreach (string word in words[3..])
        {
            string[] pair = word.Split('=', 2);
            if (pair[0] == "errno")
            {
                string[] errno = pair[1].Split(':');
                line.Errnos.Add(errno[0], long.Parse(errno[1], CultureInfo.InvariantCulture));
            }
            else
            {
                line._values.Add(pair[0], pair[1]);
            }
        }

        return line;
    }

    /// <summary>The number after <c>KEY=</c>; 0 where there is none.</summary>
    public long this[string key] =>
        _values.TryGetValue(key, out string? value) ? long.Parse(value, CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether <c>KEY=</c> is in the line.</summary>
    public bool Has(string key) => _values.ContainsKey(key);
}
