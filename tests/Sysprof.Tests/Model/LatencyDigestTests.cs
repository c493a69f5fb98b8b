using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Sysprof.Tests.Recording;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Model;

public class LatencyDigestTests
{
    [Fact]
    public void Its_sums_are_those_of_the_histograms_of_all_threads() => Check(who: null);

    [Fact]
    public void Its_sums_are_those_of_the_histograms_of_some_threads() => Check(who: thread => thread.Key.Tid % 3 == 1);

    [Fact]
    public void It_adds_to_what_is_there()
    {
        Interval interval = Samples.Three()[0];
        var sums = new Dictionary<CellKey, OctaveCounts>();
        var digest = LatencyDigest.Of(interval, new ArrayBufferWriter<byte>());
        digest.AddTo(sums, who: null);
        digest.AddTo(sums, who: null);

        Assert.Equal(2 * 457, sums[new CellKey(new CallKey(SyscallAbi.X64, 0))].Total);
        Assert.Equal((interval.StartNs, interval.EndNs), (digest.StartNs, digest.EndNs));
    }

    [Fact]
    public void A_thread_with_a_call_takes_some_ten_bytes_beside_what_it_shares()
    {
        var calls = new CallTable();
        for (int tid = 1; tid <= 1000; tid++)
        {
            Samples.Call(calls, calls.AddThread(Samples.Thread(tid, "t")), 0, 1009, [(1000, 1009)]);
        }

        Assert.InRange(LatencyDigest.Of(Samples.Of(0, calls), new ArrayBufferWriter<byte>()).Bytes, 1000 * 5, 1000 * 25);
    }

    private static void Check(Func<ThreadInfo, bool>? who) => Prop.ForAll(
        Intervals.Recordings.ToArbitrary(),
        intervals =>
        {
            foreach (Interval interval in intervals)
            {
                var sums = new Dictionary<CellKey, OctaveCounts>();
                LatencyDigest.Of(interval, new ArrayBufferWriter<byte>()).AddTo(sums, who);

                // Equal by what they hold, octave by octave.
                Assert.Equal(Text(Counted(interval.Calls, who)), Text(sums));
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static Dictionary<CellKey, OctaveCounts> Counted(CallTable calls, Func<ThreadInfo, bool>? who)
    {
        var sums = new Dictionary<CellKey, OctaveCounts>();
        for (int row = 0; row < calls.ThreadCount; row++)
        {
            if (who?.Invoke(calls.Thread(row).Info) == false)
            {
                continue;
            }

            foreach (int cell in calls.CellsOf(row))
            {
                CellKey key = calls.Cell(cell).Whole with { Resource = null };
                OctaveCounts counts = sums.GetValueOrDefault(key);
                foreach ((int index, long count) in calls.BucketsOf(cell))
                {
                    counts[LatencyBuckets.SlotOf(index) / LatencyBuckets.PerOctave] += count;
                }

                sums[key] = counts;
            }
        }

        return sums;
    }

    private static string Text(Dictionary<CellKey, OctaveCounts> sums) => string.Join(
        '\n',
        sums.OrderBy(pair => (pair.Key.Call.Abi, pair.Key.Call.Number, pair.Key.Operation.Code)).Select(pair => $"{pair.Key} {string.Join(' ', Counts(pair.Value))}"));

    private static IEnumerable<long> Counts(OctaveCounts counts) =>
        Enumerable.Range(0, LatencyBuckets.Octaves).Select(octave => counts[octave]);
}
