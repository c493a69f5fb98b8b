using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void A_bound_belongs_to_its_bucket_and_the_next_nanosecond_to_the_next()
    {
        for (int slot = 0; slot < LatencyBuckets.Octaves * LatencyBuckets.PerOctave; slot++)
        {
            long upper = ExactBuckets.UpperNs(slot);
            if (upper >= 1 && upper < LatencyBuckets.MaxNs)
            {
                Assert.Equal(ExactBuckets.Slot(upper), LatencyBuckets.Slot(upper));
                Assert.Equal(ExactBuckets.Slot(upper + 1), LatencyBuckets.Slot(upper + 1));
            }
        }
    }

    [Fact]
    public void Short_durations_are_where_the_definition_puts_them()
    {
        for (long ns = 1; ns < 20_000; ns++)
        {
            Assert.Equal(ExactBuckets.Slot(ns), LatencyBuckets.Slot(ns));
        }
    }

    [Fact]
    public void Any_duration_is_where_the_definition_puts_it() =>
        Prop.ForAll(
            (from high in Gen.Choose(0, 0xffffff)
             from low in Gen.Choose(0, 0xffffff)
             from shift in Gen.Choose(0, 47)
             select Math.Max(1, ((long)high << 24 | (uint)low) >> shift)).ToArbitrary(),
            ns => Assert.Equal(ExactBuckets.Slot(ns), LatencyBuckets.Slot(ns)))
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(long.MinValue, 1)]
    [InlineData(LatencyBuckets.MaxNs + 1, LatencyBuckets.MaxNs)]
    [InlineData(long.MaxValue, LatencyBuckets.MaxNs)]
    public void What_cannot_be_told_apart_counts_as_the_nearest_that_can(long ns, long nearest) =>
        Assert.Equal(LatencyBuckets.Slot(nearest), LatencyBuckets.Slot(ns));

    [Theory]
    [InlineData(1_000_000_000, 0)]
    [InlineData(1_000_000_001, 1)]
    [InlineData(2_000_000_000, 16)]
    [InlineData(500_000_000, -16)]
    public void Indices_are_those_of_native_histograms_in_seconds(long ns, int index) =>
        Assert.Equal(index, LatencyBuckets.IndexOf(LatencyBuckets.Slot(ns)));

    [Fact]
    public void The_middle_of_a_bucket_is_within_2_2_percent_of_its_bounds()
    {
        for (int index = -400; index < 300; index += 7)
        {
            double middle = LatencyBuckets.MiddleSeconds(index);
            Assert.InRange(LatencyBuckets.UpperSeconds(index) / middle, 1, 1.0221);
            Assert.InRange(middle / LatencyBuckets.UpperSeconds(index - 1), 1, 1.0221);
        }
    }

    [Fact]
    public void An_index_that_no_duration_has_is_refused()
    {
        int last = LatencyBuckets.IndexOf(LatencyBuckets.Octaves * LatencyBuckets.PerOctave - 1);
        Assert.Equal(0, LatencyBuckets.SlotOf(LatencyBuckets.MinIndex));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyBuckets.SlotOf(LatencyBuckets.MinIndex - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyBuckets.SlotOf(last + 1));
    }
}
