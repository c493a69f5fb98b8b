using System.Globalization;
using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>The value of an option that takes a number without a unit: digits alone.</summary>
internal static class WholeNumber
{
    /// <summary>The number that was written.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was written.</param>
    /// <param name="least">The least number it takes.</param>
    /// <param name="meaning">What the message says further: ", 0 for all rows".</param>
    /// <exception cref="SysprofException">It is no number from the least to 2147483647.</exception>
    public static int Parse(string option, string text, int least, string meaning = "") =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : throw Usage.Error($"{option} '{text}': must be a number from {least} to {int.MaxValue}{meaning}");

    /// <summary>The number of rows of a table, 0 for all; null where none was given.</summary>
    /// <exception cref="SysprofException">It is no number from 0 to 2147483647.</exception>
    public static int? ParseRows(string option, string? text) =>
        text is null ? null : Parse(option, text, 0, ", 0 for all rows");
}
