using Sysprof.Kernel.Session;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Tests.Aggregation;
using Xunit;

namespace Sysprof.Tests.Session;

public sealed class ToldCgroupsTests
{
    private readonly CallAggregator _aggregator = new(new EverybodyIsMember(), SyscallAbi.X64);
    private int _rounds;

    [Fact]
    public void A_path_is_found_by_its_id()
    {
        ToldCgroups cgroups = Make();
        cgroups.Take(7, "/web", _aggregator);

        Assert.Equal("/web", cgroups.PathOf(default, 7));
        Assert.Equal("", cgroups.PathOf(default, 8));
        Assert.False(cgroups.HasAnswers);
    }

    [Fact]
    public void However_many_cgroups_come_and_go_two_halves_are_remembered()
    {
        ToldCgroups cgroups = Make();
        for (ulong id = 1; id <= 5 * ToldCgroups.MostInHalf; id++)
        {
            cgroups.Take(id, $"/job-{id}", _aggregator);
            Assert.InRange(cgroups.Count, 1, 2 * ToldCgroups.MostInHalf);
            Assert.Equal($"/job-{id}", cgroups.PathOf(default, id));
        }

        Assert.Equal(4, _rounds);
    }

    [Fact]
    public void A_path_is_known_from_the_start_of_a_round_to_its_end_and_longer_when_it_is_sent_again()
    {
        ToldCgroups cgroups = Make();
        cgroups.Take(1, "/lasting", _aggregator);
        cgroups.Take(2, "/gone", _aggregator);
        for (ulong id = 3; _rounds < 2; id++)
        {
            cgroups.Take(id, "/job", _aggregator);
            Assert.True(_rounds == 2 || cgroups.PathOf(default, 2) == "/gone");
            if (_rounds == 1)
            {
                cgroups.Take(1, "/lasting", _aggregator);
            }
        }

        Assert.Equal("/lasting", cgroups.PathOf(default, 1));
        Assert.Equal("", cgroups.PathOf(default, 2));
    }

    [Fact]
    public void Long_paths_count_for_more()
    {
        ToldCgroups cgroups = Make();
        for (ulong id = 1; id <= ToldCgroups.MostInHalf; id++)
        {
            cgroups.Take(id, new string('a', 4096), _aggregator);
        }

        Assert.True(_rounds > 0);
    }

    private ToldCgroups Make() => new(() => _rounds++);
}
