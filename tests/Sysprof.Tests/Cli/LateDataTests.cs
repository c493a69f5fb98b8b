using System.ComponentModel;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

/// <summary>What a screen does while the next interval does not come.</summary>
public class LateDataTests
{
    [Fact]
    public async Task Keys_of_top_are_answered_meanwhile()
    {
        using var late = new LateRun("top");
        late.Let();
        await late.SeeAsync("waiting for the first interval");
        await late.BecomeLateAsync();
        await late.SeeAsync("getppid");
        await late.BecomeLateAsync();

        late.Screen.Press(ConsoleKey.F1);
        await late.SeeAsync("this help");
        late.Screen.Press(ConsoleKey.F1);
        await late.SeeAsync("syscall");
        late.Screen.Press(ConsoleKey.Tab);
        await late.SeeAsync("process   ");
        late.Screen.Press(ConsoleKey.Enter);
        await late.SeeAsync(" › worker 10");
        Assert.Equal(1, late.Run.Intervals);

        late.Screen.Type("q");
        late.Let();
        Assert.Equal(0, await late.EndAsync());
    }

    [Theory]
    [InlineData("top")]
    [InlineData("now", "-w")]
    public async Task The_screen_says_for_how_long_until_it_comes(params string[] arguments)
    {
        using var late = new LateRun(arguments);
        await late.SeeAsync("waiting for the first");
        await late.BecomeLateAsync();
        await late.SeeNoAsync("behind");

        late.Pass(0.9);
        await late.BecomesAsync(() => late.SecondsBehind >= 1, "behind 1 s");
        long before = late.SecondsBehind;
        late.Pass(3);
        await late.BecomesAsync(() => late.SecondsBehind >= before + 3, "3 seconds more");

        late.Let();
        await late.BecomesAsync(() => late.Run.Intervals == 1, "the interval");
        late.Let();
        await late.SeeNoAsync("waiting for the first");
        late.Screen.Type("q");
        late.Let();
        Assert.Equal(0, await late.EndAsync());
    }

    [Theory]
    [InlineData("top")]
    [InlineData("now", "-w")]
    public async Task Without_descriptors_for_a_look_it_goes_on_and_says_that_it_is_behind(params string[] arguments)
    {
        using var late = new LateRun(arguments);
        await late.SeeAsync("waiting for the first");
        late.Refuse(new SysprofException("a look", inner: new Win32Exception(24)));
        await late.BecomeLateAsync();
        late.Let();
        late.Pass(3);
        await late.BecomesAsync(() => late.SecondsBehind >= 3, "3 seconds behind");

        late.Refuse(null);
        late.Let(100);
        await late.SeeNoAsync("waiting for the first");
        await late.SeeNoAsync("behind");
        late.Screen.Type("q");
        Assert.Equal(0, await late.EndAsync());
    }

    [Theory]
    [InlineData("top")]
    [InlineData("now", "-w")]
    public async Task Q_gives_the_terminal_back_before_it_comes(params string[] arguments)
    {
        using var late = new LateRun(arguments);
        await late.SeeAsync("waiting for the first");
        await late.BecomeLateAsync();

        late.Screen.Type("q");
        await late.BecomesAsync(() => late.Screen.IsDisposed, "the end of the screen");
        Assert.False(late.HasEnded);
        Assert.False(late.Run.IsDisposed);

        late.Let();
        Assert.Equal(0, await late.EndAsync());
        Assert.True(late.Run.IsDisposed);
    }
}
