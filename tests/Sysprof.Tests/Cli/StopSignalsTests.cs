using System.Runtime.InteropServices;
using Sysprof.Cli.Running;
using Sysprof.Tests.Serving;
using Xunit;

namespace Sysprof.Tests.Cli;

public class StopSignalsTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGHUP)]
    public void The_first_ends_the_run_in_order_the_second_at_once(PosixSignal signal)
    {
        using var signals = new StopSignals(forCommand: false, CancellationToken.None);

        Assert.True(signals.Survives(signal));
        Assert.True(signals.Requested.IsCancellationRequested);
        Assert.False(signals.Survives(signal));
    }

    [Fact]
    public void Once_the_end_was_requested_otherwise_the_first_ends_it_at_once()
    {
        using var leave = new CancellationTokenSource();
        using var signals = new StopSignals(forCommand: false, leave.Token);
        leave.Cancel();

        Assert.False(signals.Survives(PosixSignal.SIGINT));
    }

    [Fact]
    public void When_the_run_is_over_the_first_leaves_a_second_for_the_result_and_the_second_none()
    {
        var clock = new ManualClock();
        var exits = new List<int>();
        using var signals = new StopSignals(forCommand: false, CancellationToken.None, clock, exits.Add);
        signals.RunIsOver();

        Assert.True(signals.Survives(PosixSignal.SIGTERM));
        clock.Pass(TimeSpan.FromMilliseconds(999));
        Assert.Empty(exits);
        clock.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal([143], exits);
        Assert.False(signals.Survives(PosixSignal.SIGTERM));
    }

    [Fact]
    public void A_result_that_was_written_in_time_ends_nothing()
    {
        var clock = new ManualClock();
        var exits = new List<int>();
        using (var signals = new StopSignals(forCommand: false, CancellationToken.None, clock, exits.Add))
        {
            signals.RunIsOver();
            Assert.True(signals.Survives(PosixSignal.SIGINT));
        }

        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(exits);
    }

    [Fact]
    public void When_the_run_is_over_a_command_still_gets_the_first()
    {
        var commands = new List<PosixSignal>();
        using var signals = new StopSignals(forCommand: true, CancellationToken.None);
        signals.BelongToCommand(commands.Add);
        signals.RunIsOver();

        Assert.True(signals.Survives(PosixSignal.SIGTERM));
        Assert.Equal([PosixSignal.SIGTERM], commands);
    }

    [Fact]
    public void With_a_command_the_first_is_still_its_when_the_end_was_requested_otherwise()
    {
        var commands = new List<PosixSignal>();
        using var leave = new CancellationTokenSource();
        using var signals = new StopSignals(forCommand: true, leave.Token);
        signals.BelongToCommand(commands.Add);
        leave.Cancel();

        Assert.True(signals.Survives(PosixSignal.SIGINT));
        Assert.Equal([PosixSignal.SIGINT], commands);
        Assert.False(signals.Survives(PosixSignal.SIGINT));
    }

    [Fact]
    public void With_a_command_the_first_is_the_commands_and_the_run_goes_on()
    {
        var commands = new List<PosixSignal>();
        using var signals = new StopSignals(forCommand: true, CancellationToken.None);
        signals.BelongToCommand(commands.Add);

        Assert.True(signals.Survives(PosixSignal.SIGTERM));
        Assert.Equal([PosixSignal.SIGTERM], commands);
        Assert.False(signals.Requested.IsCancellationRequested);
        Assert.False(signals.Survives(PosixSignal.SIGINT));
    }

    [Fact]
    public void One_that_came_while_the_command_was_started_is_passed_on()
    {
        var commands = new List<PosixSignal>();
        using var signals = new StopSignals(forCommand: true, CancellationToken.None);
        signals.Survives(PosixSignal.SIGTERM);

        signals.BelongToCommand(commands.Add);

        Assert.Equal([PosixSignal.SIGTERM], commands);
        Assert.False(signals.Requested.IsCancellationRequested);
    }
}
