using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Fuzz.Targets;

/// <summary>
/// A recording: read whole, and all that was accepted of it shown in every way there is. The input is a recording whose
/// checksums and lengths need not be right.
/// </summary>
internal static class RecordingTarget
{
    private const string File = "x\u001b.rec";

    /// <summary>Reads it as it is, and as it would be with the right checksums; of that shows every view.</summary>
    public static void RunWithAllViews(byte[] input) => Run(input, static views => views.ShowAll());

    /// <summary>Reads it likewise and shows one view.</summary>
    public static void RunWithOneView(byte[] input)
    {
        uint sum = Crc32C.Of(input);
        Run(input, views => views.ShowOne(sum));
    }

    private static void Run(byte[] input, Action<RecordingViews> show)
    {
        _ = Read(input);
        if (Read(ChunkRepair.Repair(input)) is { } recording)
        {
            show(new RecordingViews(recording.Run, recording.Intervals));
        }
    }

    /// <summary>What could be read; null when it is no recording at all.</summary>
    internal static (RunInfo Run, List<Interval> Intervals, RecordingEnd End)? Read(byte[] bytes)
    {
        try
        {
            using var reader = new RecordingReader(new MemoryStream(bytes, writable: false), File);
            List<Interval> intervals = [.. reader.ReadIntervals()];
            Require(reader.End.Intervals == intervals.Count, "the reader counts otherwise");
            Require(reader.End.Offset <= bytes.Length, "the end lies behind the end");
            Require(reader.End.State == RecordingState.Whole || reader.End.Warning(File)!.Length > 0, "nothing is said");
            return (reader.Run, intervals, reader.End);
        }
        catch (SysprofException told)
        {
            Require(told.Message.StartsWith("reading " + File, StringComparison.Ordinal), told.Message);
            return null;
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
