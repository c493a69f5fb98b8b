using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Recording;

public class RecordingPropertyTests
{
    [Fact]
    public void Any_recording_comes_back_as_it_was() => Check(static (intervals, _) =>
    {
        (List<Interval> read, RecordingEnd end) = Samples.Read(Samples.Write(intervals));
        Assert.Equal(RecordingState.Whole, end.State);
        Assert.Equal(IntervalText.Of(intervals), IntervalText.Of(read));
    });

    /// <summary>What a report adds up from a file is what <c>stat</c> would have added up.</summary>
    [Fact]
    public void Its_sums_are_those_of_the_live_intervals() => Check(static (intervals, _) =>
        Assert.Equal(Sum(intervals), Sum(Samples.Read(Samples.Write(intervals)).Intervals)));

    /// <summary>One to four bytes changed, or the rest cut off: the first intervals, none of them changed.</summary>
    [Fact]
    public void Damaged_anywhere_it_gives_a_prefix() => Check(static (intervals, random) =>
    {
        byte[] bytes = Samples.Write(intervals);
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        }

        bytes = bytes[..random.Next(bytes.Length + 1)];
        try
        {
            (List<Interval> read, RecordingEnd end) = Samples.Read(bytes);
            Assert.NotEqual(end.State == RecordingState.Whole, end.Warning("x.rec") is not null);
            Assert.Equal(IntervalText.Of(intervals.Take(read.Count)), IntervalText.Of(read));
        }
        catch (Sysprof.Profile.SysprofException e)
        {
            Assert.StartsWith("reading x.rec: ", e.Message);
        }
    });

    private static string Sum(IEnumerable<Interval> intervals)
    {
        var summary = new Summary(Samples.Run);
        foreach (Interval interval in intervals)
        {
            summary.Add(interval);
        }

        return IntervalText.Of(new Interval
        {
            StartNs = summary.StartNs,
            EndNs = summary.EndNs,
            Calls = summary.Calls,
            Ledger = summary.Ledger,
            OwnCpuNs = summary.OwnCpuNs,
            UnseenNs = summary.UnseenNs,
        });
    }

    private static void Check(Action<Interval[], Random> property)
    {
        Gen<(Interval[] Intervals, int Seed)> cases =
            from intervals in Intervals.Recordings
            from seed in Gen.Choose(0, int.MaxValue)
            select (intervals, seed);
        Prop.ForAll(cases.ToArbitrary(), c => property(c.Intervals, new Random(c.Seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
