using Sysprof.Cli.Serving.Logging;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class RepeatedWarningTests
{
    private readonly ManualClock _clock = new();
    private readonly List<long> _lines = [];

    [Fact]
    public void The_first_is_logged_at_once_and_the_others_together_after_a_pause()
    {
        using RepeatedWarning warning = Create();

        Add(warning, 120);
        Assert.Equal([1], _lines);
        _clock.Pass(RepeatedWarning.Pause - TimeSpan.FromTicks(1));
        Assert.Equal([1], _lines);
        _clock.Pass(TimeSpan.FromTicks(1));
        Assert.Equal([1, 119], _lines);
    }

    [Fact]
    public void After_a_pause_in_which_none_came_the_next_is_logged_at_once()
    {
        using RepeatedWarning warning = Create();

        Add(warning, 2);
        _clock.Pass(RepeatedWarning.Pause);
        _clock.Pass(RepeatedWarning.Pause);
        Assert.Equal([1, 1], _lines);
        Add(warning, 2);

        Assert.Equal([1, 1, 1], _lines);
    }

    [Fact]
    public void None_is_missing_at_the_end()
    {
        RepeatedWarning warning = Create();

        Add(warning, 3);
        warning.Dispose();

        Assert.Equal([1, 2], _lines);
    }

    [Fact]
    public void What_is_over_is_not_logged_later()
    {
        using RepeatedWarning warning = Create();

        Add(warning, 3);
        warning.Forget();
        _clock.Pass(RepeatedWarning.Pause);

        Assert.Equal([1], _lines);
    }

    private static void Add(RepeatedWarning warning, int count)
    {
        for (int each = 0; each < count; each++)
        {
            warning.Add();
        }
    }

    private RepeatedWarning Create() => new(_clock, _lines.Add);
}
