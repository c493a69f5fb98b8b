using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sysprof.Profile.Metrics;

/// <summary>Prometheus text 0.0.4, or OpenMetrics 1.0, which differs in the names of families, exemplars and its end.</summary>
/// <param name="output">Gets UTF-8.</param>
/// <param name="isOpenMetrics">Which of the two.</param>
internal sealed class TextExposition(IBufferWriter<byte> output, bool isOpenMetrics) : IMetricWriter
{
    // What a number takes at the most, by far.
    private const int LongestNumber = 64;

    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\\\"\n");

    private MetricFamily? _family;
    private bool _isAnnounced;

    public void Begin(MetricFamily family)
    {
        _family = family;
        _isAnnounced = false;
    }

    public void Write(ReadOnlySpan<MetricLabel> labels, long value)
    {
        BeginSample("", labels, bound: null);
        PutNumber(value);
        Put("\n"u8);
    }

    public void Write(ReadOnlySpan<MetricLabel> labels, double value)
    {
        BeginSample("", labels, bound: null);
        PutNumber(value);
        Put("\n"u8);
    }

    public void Write(ReadOnlySpan<MetricLabel> labels, LatencySample sample)
    {
        ClassicCounts counts = ClassicBuckets.Cumulate(sample.Buckets);
        int slowest = isOpenMetrics ? ClassicBuckets.IndexOf(sample.Exemplar) : -1;
        for (int i = 0; i < ClassicBuckets.Count; i++)
        {
            WriteBucket(labels, ClassicBuckets.All[i].Text, counts[i], i == slowest ? sample.Exemplar : null);
        }

        BeginSample("_sum", labels, bound: null);
        PutNumber(sample.SumSeconds);
        Put("\n"u8);
        BeginSample("_count", labels, bound: null);
        PutNumber(sample.Count);
        Put("\n"u8);
    }

    public void Finish()
    {
        if (isOpenMetrics)
        {
            Put("# EOF\n"u8);
        }
    }

    private void WriteBucket(ReadOnlySpan<MetricLabel> labels, string bound, long count, Exemplar? exemplar)
    {
        BeginSample("_bucket", labels, bound);
        PutNumber(count);
        if (exemplar is not null)
        {
            Put(" # {"u8);
            bool isFirst = true;
            foreach (MetricLabel label in exemplar.Labels)
            {
                PutLabel(label, ref isFirst);
            }

            Put("} "u8);
            PutNumber(exemplar.Seconds);
            Put(" "u8);
            PutNumber(exemplar.Time.ToUnixTimeMilliseconds() / 1000.0);
        }

        Put("\n"u8);
    }

    private void BeginSample(string suffix, ReadOnlySpan<MetricLabel> labels, string? bound)
    {
        if (!_isAnnounced)
        {
            Announce();
        }

        Put(_family!.Name);
        Put(suffix);
        bool isFirst = true;
        if (labels.Length > 0 || bound is not null)
        {
            Put("{"u8);
            foreach (MetricLabel label in labels)
            {
                PutLabel(label, ref isFirst);
            }

            if (bound is not null)
            {
                PutLabel(new MetricLabel("le", bound), ref isFirst);
            }

            Put("}"u8);
        }

        Put(" "u8);
    }

    private void Announce()
    {
        _isAnnounced = true;
        string name = isOpenMetrics ? _family!.FamilyName : _family!.Name;
        PutLine("# HELP ", name, _family.Help);
        PutLine("# TYPE ", name, _family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        });
        if (isOpenMetrics && _family.Unit.Length > 0)
        {
            PutLine("# UNIT ", name, _family.Unit);
        }
    }

    private void PutLine(string keyword, string name, string text)
    {
        Put(keyword);
        Put(name);
        Put(" "u8);
        Put(text);
        Put("\n"u8);
    }

    private void PutLabel(MetricLabel label, ref bool isFirst)
    {
        if (!isFirst)
        {
            Put(","u8);
        }

        isFirst = false;
        Put(label.Name);
        Put("=\""u8);
        PutEscaped(label.Value);
        Put("\""u8);
    }

    private void PutEscaped(string value)
    {
        ReadOnlySpan<char> rest = value;
        for (int at; (at = rest.IndexOfAny(s_escaped)) >= 0; rest = rest[(at + 1)..])
        {
            Put(rest[..at]);
            Put(rest[at] switch
            {
                '\n' => "\\n"u8,
                '"' => "\\\""u8,
                _ => "\\\\"u8,
            });
        }

        Put(rest);
    }

    private void PutNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> space = output.GetSpan(LongestNumber);
        _ = value.TryFormat(space, out int length, default, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    private void Put(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);

    private void Put(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
