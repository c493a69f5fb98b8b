using System.Globalization;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>The series of a text exposition with their values: <c>sysprof_syscalls_total{syscall="read"}</c>.</summary>
internal sealed class Scrape
{
    private static readonly string[] s_suffixes = ["_total", "_count", "_bucket", "_sum"];

    private readonly Dictionary<string, double> _values;

    private Scrape(string text, Dictionary<string, double> values) => (Text, _values) = (text, values);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>How many samples it has.</summary>
    public int Count => _values.Count;

    /// <summary>The value of a series; 0 of one that is not there.</summary>
    public double this[string series] => _values.GetValueOrDefault(series);

    /// <summary>Reads it; that a series is there twice is an error.</summary>
    public static Scrape Parse(string text)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            int space = line.LastIndexOf(' ');
            values.Add(line[..space], double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
        }

        return new Scrape(text, values);
    }

    /// <summary>The series of a metric, by what stands in their braces.</summary>
    public IReadOnlyDictionary<string, double> Of(string metric) => _values
        .Where(series => series.Key.StartsWith(metric + "{", StringComparison.Ordinal))
        .ToDictionary(series => series.Key[(metric.Length + 1)..^1], series => series.Value);

    /// <summary>The sum over the series of a metric.</summary>
    public double Sum(string metric) => Of(metric).Values.Sum();

    /// <summary>The series of counters and histograms that are less than they were, or are there no more, a line each.</summary>
    public IReadOnlyList<string> FallenSince(Scrape before) =>
    [
        .. from series in before._values
           where s_suffixes.Any(series.Key.Split('{')[0].EndsWith)
           let now = _values.TryGetValue(series.Key, out double value) ? value : double.NaN
           where !(now >= series.Value)
           select $"{series.Key}: {series.Value}, then {now}",
    ];

    /// <summary>How much the series of a metric have grown, without those that have not.</summary>
    public SortedDictionary<string, long> IncreaseOf(string metric, Scrape before)
    {
        var increase = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string labels, double value) in Of(metric))
        {
            double more = value - before[$"{metric}{{{labels}}}"];
            if (more != 0)
            {
                increase.Add(labels, checked((long)more));
            }
        }

        return increase;
    }
}
