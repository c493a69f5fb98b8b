using System.Globalization;

namespace Sysprof.Profile.Recording;

/// <summary>How a recording ended, known once its intervals have been read.</summary>
/// <param name="State">Whether all of it was read.</param>
/// <param name="Intervals">How many intervals were read, all of them whole.</param>
/// <param name="Offset">Where the reading ended: bytes from the beginning of the file that are good.</param>
/// <param name="Detail">What is wrong there; "" in a whole recording.</param>
/// <param name="StoppedBy">Why the recording was ended early, in a whole one: "no space left on device"; "" otherwise.</param>
public readonly record struct RecordingEnd(
    RecordingState State, long Intervals, long Offset, string Detail, string StoppedBy)
{
    /// <summary>One line for the user, or null when there is nothing to say.</summary>
    /// <param name="file">The name to begin it with.</param>
    public string? Warning(string file) => State switch
    {
        RecordingState.CutOff => string.Create(
            CultureInfo.InvariantCulture, $"{file}: cut off after interval {Intervals}, at byte {Offset}: {Detail}"),
        RecordingState.Damaged => string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: damaged after interval {Intervals}, at byte {Offset}: {Detail}; nothing behind it was read"),
        _ when StoppedBy.Length != 0 => string.Create(
            CultureInfo.InvariantCulture, $"{file}: recording stopped after interval {Intervals}: {StoppedBy}"),
        _ => null,
    };
}
