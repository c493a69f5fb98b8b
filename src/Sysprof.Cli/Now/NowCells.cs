using System.Globalization;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Now;

/// <summary>A row of the table in words.</summary>
/// <param name="Place">What the thread is in.</param>
/// <param name="Last">Its last calls.</param>
/// <param name="Row">Who it is.</param>
internal sealed record NowCells(string Place, string Last, NowRow Row)
{
    /// <summary>The words for a row of a frame.</summary>
    public static NowCells Of(NowRow row, NowFrame frame)
    {
        NowThread first = row.Threads[0];
        return row.IsFolded
            ? new NowCells($"+{Quantity.Count(row.Threads.Count)} more in {NowText.Kind(first.Sight.Call!)}", "", row)
            : new NowCells(
                NowText.Place(first.Sight, fd => frame.NameOf(first.Sight.Key, fd)),
                NowText.LastCalls(first.Sight.LastCalls),
                row);
    }

    /// <summary>A part of the time in whole percent, "" where there was no time. Only what is all of it is 100%.</summary>
    public static string Share(double? share) => share switch
    {
        null => "",
        0 => "0%",
        < 0.01 => "<1%",
        { } part => string.Create(CultureInfo.InvariantCulture, $"{(int)(part * 100)}%"),
    };
}
