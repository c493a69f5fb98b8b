using System.Globalization;

namespace Sysprof.Bench;

/// <summary>One run of one benchmark: how long it may take, where it prints, and which bounds did not hold.</summary>
/// <param name="output">Where tables go.</param>
/// <param name="once">A short run: fewer rounds, the same bounds.</param>
internal sealed class BenchmarkRun(TextWriter output, bool once)
{
    private readonly List<string> _broken = [];

    /// <summary>The bounds that did not hold, each in a sentence.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>One of two numbers of rounds: of a whole run, or of a short one.</summary>
    public int Rounds(int whole, int shortened) => once ? shortened : whole;

    public void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    public void Print(Table table) => table.WriteTo(output);

    /// <summary>Notes a bound that does not hold.</summary>
    public void Require(bool holds, FormattableString otherwise)
    {
        if (!holds)
        {
            _broken.Add(otherwise.ToString(CultureInfo.InvariantCulture));
        }
    }
}
