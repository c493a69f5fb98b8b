using System.Globalization;

namespace Sysprof.Bench;

/// <summary>One run of one benchmark: how long it may take, where it prints, and which bounds did not hold.</summary>
/// <param name="output">Where tables go.</param>
/// <param name="once">A short run: fewer rounds, the same bounds.</param>
internal sealed class BenchmarkRun(TextWriter output, bool once)
{
    private readonly List<string> _broken = [];
    private readonly List<object> _printed = [];

    /// <summary>The bounds that did not hold, each in a sentence.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>One of two numbers of rounds: of a whole run, or of a short one.</summary>
    public int Rounds(int whole, int shortened) => Choose(whole, shortened);

    /// <summary>One of two: of a whole run, or of a short one.</summary>
    public T Choose<T>(T whole, T shortened) => once ? shortened : whole;

    /// <summary>What was printed, in order: each a <see cref="Table"/> or a line of text.</summary>
    public IReadOnlyList<object> Printed => _printed;

    public void Print(FormattableString line)
    {
        string text = line.ToString(CultureInfo.InvariantCulture);
        _printed.Add(text);
        output.WriteLine(text);
    }

    public void Print(Table table)
    {
        _printed.Add(table);
        table.WriteTo(output);
    }

    /// <summary>Notes a bound that does not hold.</summary>
    public void Require(bool holds, FormattableString otherwise)
    {
        if (!holds)
        {
            _broken.Add(otherwise.ToString(CultureInfo.InvariantCulture));
        }
    }
}
