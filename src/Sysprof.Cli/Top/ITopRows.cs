using Spectre.Console;

namespace Sysprof.Cli.Top;

/// <summary>The rows of a table, by their numbers from 0.</summary>
internal interface ITopRows
{
    public int Count { get; }

    /// <summary>What is the same for the same row in another frame.</summary>
    public object IdentityOf(int row);

    /// <summary>What filter and search look at.</summary>
    public string TextOf(int row);

    /// <summary>Whether it ended and only fades.</summary>
    public bool IsFading(int row);

    /// <summary>What a cell shows, and how.</summary>
    public (string Text, Style Style) Cell(int row, ITopColumn column, TopFrame frame);

    /// <summary>Where Enter leads from it.</summary>
    public Place Enter(int row, Place from);

    /// <summary>The rows that are left by a condition on their texts.</summary>
    public ITopRows Where(Func<string, bool> matches);
}
