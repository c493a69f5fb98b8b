using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

/// <summary>The example in the documentation: it stays readable, and is what is written.</summary>
public partial class RecordingFormatTests
{
    [Fact]
    public void The_documented_bytes_are_read()
    {
        (RunInfo run, Interval interval) = Samples.Documented();
        using var reader = new RecordingReader(new MemoryStream(DocumentedBytes()), "doc");

        Assert.Equal(run, reader.Run);
        Assert.Equal(IntervalText.Of(interval), IntervalText.Of(reader.ReadIntervals()));
        Assert.Equal(RecordingState.Whole, reader.End.State);
    }

    [Fact]
    public void The_documented_bytes_are_written()
    {
        (RunInfo run, Interval interval) = Samples.Documented();
        using var stream = new MemoryStream();
        using var writer = new RecordingWriter(stream, "doc", run);
        writer.Write(interval);
        writer.Close();

        Assert.Equal(Convert.ToHexString(DocumentedBytes()), Convert.ToHexString(stream.ToArray()));
    }

    /// <summary>Version 1.0 did not say why calls were lost.</summary>
    [Fact]
    public void A_recording_of_version_1_0_lost_its_calls_to_a_full_ring()
    {
        var interval = new Interval
        {
            StartNs = 5_000_000_000,
            EndNs = 6_000_000_000,
            Calls = new CallTable(),
            Ledger = new Ledger { Entered = 7, Lost = 7 },
            OwnCpuNs = 1000,
        };
        byte[] bytes = Samples.Write([interval]);
        bytes[10] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Crc32C.Of(bytes.AsSpan(0, 12)));

        (List<Interval> intervals, RecordingEnd end) = Samples.Read(bytes);

        Assert.Equal(7, Assert.Single(intervals).Ledger.LostRingFull);
        Assert.Equal(RecordingState.Whole, end.State);
    }

    private static byte[] DocumentedBytes()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Profiler.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("not in the repository");
        }

        string page = File.ReadAllText(Path.Combine(directory, "docs", "recording-format.md"));
        return [.. HexLine().Matches(page).SelectMany(static line =>
            Convert.FromHexString(line.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal)))];
    }

    [GeneratedRegex("^[0-9a-f]{8}: ((?:[0-9a-f]{2} )+)", RegexOptions.Multiline)]
    private static partial Regex HexLine();
}
