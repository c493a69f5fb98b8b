using Sysprof.Kernel.Files;
using Sysprof.Tests.Serving;
using Xunit;

namespace Sysprof.Tests.Files;

/// <summary>What did not answer is left alone for a while, and as long as the helper that asked waits.</summary>
public sealed class SilentPlacesTests
{
    private static readonly SilentPlace s_server = new((0, 77), 0, "");

    private readonly ManualClock _clock = new();
    private readonly HashSet<int> _waiting = [];
    private readonly SilentPlaces _places;

    public SilentPlacesTests() => _places = new SilentPlaces(_clock, _waiting.Contains);

    [Fact]
    public void A_place_that_answered_or_was_not_asked_is_none() => Assert.False(_places.Contains(s_server));

    [Fact]
    public void A_place_is_left_alone_for_two_seconds()
    {
        _places.Add(s_server, 7);
        Assert.False(_places.Contains(s_server with { Path = "another" }));
        _clock.Pass(TimeSpan.FromSeconds(1.9));
        Assert.True(_places.Contains(s_server));
        _clock.Pass(TimeSpan.FromSeconds(0.2));
        Assert.False(_places.Contains(s_server));
    }

    [Fact]
    public void A_place_is_left_alone_while_its_helper_waits()
    {
        _places.Add(s_server, 7);
        _waiting.Add(7);
        _clock.Pass(TimeSpan.FromHours(1));
        Assert.True(_places.Contains(s_server));
        _waiting.Remove(7);
        Assert.False(_places.Contains(s_server));
    }

    [Fact]
    public void Their_number_is_bounded_and_old_ones_make_room()
    {
        for (int i = 0; i < SilentPlaces.Most; i++)
        {
            _places.Add(s_server with { Inode = (ulong)i }, 7);
        }

        SilentPlace late = s_server with { Path = "late" };
        _places.Add(late, 7);
        Assert.False(_places.Contains(late));
        _clock.Pass(TimeSpan.FromSeconds(3));
        _places.Add(late, 7);
        Assert.True(_places.Contains(late));
    }
}
