using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

public class OctaveCountsTests
{
    [Fact]
    public void An_octave_is_sixteen_buckets_from_a_multiple_of_sixteen_on()
    {
        for (int octave = 0; octave < LatencyBuckets.Octaves; octave++)
        {
            double upper = OctaveCounts.UpperSeconds(octave);
            Assert.Equal(Math.ScaleB(1, octave - 29), upper, 1e-15);
            long upperNs = (long)Math.Min(LatencyBuckets.MaxNs, Math.Floor(upper * 1e9));
            if (upperNs > 0)
            {
                Assert.Equal(octave, LatencyBuckets.Slot(upperNs) / LatencyBuckets.PerOctave);
                Assert.Equal(
                    Math.Min(octave + 1, LatencyBuckets.Octaves - 1),
                    LatencyBuckets.Slot(Math.Max(upperNs + 1, 1)) / LatencyBuckets.PerOctave);
            }
        }
    }

    [Fact]
    public void The_mask_has_a_bit_for_each_octave_with_calls()
    {
        OctaveCounts counts = default;
        Assert.Equal(0UL, counts.Mask);
        counts[0] = 1;
        counts[LatencyBuckets.Octaves - 1] = 1L << 60;

        Assert.Equal(1UL | 1UL << (LatencyBuckets.Octaves - 1), counts.Mask);
        Assert.Equal((1L << 60) + 1, counts.Total);
    }

    [Fact]
    public void Others_are_added_octave_by_octave()
    {
        OctaveCounts counts = default;
        OctaveCounts other = default;
        (counts[3], counts[5]) = (7, 1);
        (other[3], other[9]) = (1009, 23);
        counts.Add(other);

        Assert.Equal((1016, 1, 23), (counts[3], counts[5], counts[9]));
    }

    [Fact]
    public void Without_calls_there_is_no_quantile() => Assert.Equal(-1, default(OctaveCounts).Quantile(0.5));

    [Fact]
    public void A_quantile_is_in_the_octave_of_the_call_that_has_its_rank() => Prop.ForAll(
        Gen.Choose(0, LatencyBuckets.Octaves - 1).NonEmptyListOf().ToArbitrary(),
        Gen.Choose(0, 1000).ToArbitrary(),
        (octaves, permille) =>
        {
            OctaveCounts counts = default;
            foreach (int octave in octaves)
            {
                counts[octave]++;
            }

            double quantile = permille / 1000.0;
            int rank = Math.Max(1, (int)Math.Ceiling(quantile * octaves.Count));
            Assert.Equal(octaves.Order().ElementAt(rank - 1), counts.Quantile(quantile));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
