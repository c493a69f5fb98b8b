using Xunit;

namespace Sysprof.Tests.Cli;

public class HelpTests
{
    [Fact]
    public async Task Without_arguments_the_help_is_data_and_a_success()
    {
        var world = new CliWorld();

        Assert.Equal(0, await world.RunAsync());
        Assert.Equal("", world.Error);
        Assert.Equal(
            """
            Examples:
              sysprof top                        watch every call on this machine
              sysprof now 1234                   what each thread of a process is in at this
                                                 moment
              sysprof stat -p 1234 --by syscall  one process until Ctrl-C, per system call
              sysprof stat -- ls -lR /usr        a command from its first instruction
              sysprof record -d 30s              keep it in sysprof.rec ...
              sysprof report -x                  ... to look at its failures, without root
              sysprof serve                      metrics of the machine for Prometheus

            Usage: sysprof COMMAND [OPTIONS]

            Counts, errors and latencies of every system call, per thread, cheap enough for
            production.

            Commands:
              top         Watch system calls live: who makes which, how long they take, what
                          everybody waits for
              now         Show what every thread is in at this moment: call, arguments, for
                          how long, what it did before
              stat        Show system calls now: counts, errors, latencies
              record      Record system calls into a file for report
              report      Show a recording
              serve       Serve metrics of system calls to Prometheus
              check       Show what this kernel and user can do
              completion  Print the completion script for bash, zsh or fish
              man         Print the manual page of sysprof or of a command

            Everywhere:
              -h, --help     Show this help
              -V, --version  Show the version

            """,
            world.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("stat")]
    [InlineData("record")]
    [InlineData("report")]
    [InlineData("serve")]
    [InlineData("check")]
    [InlineData("completion")]
    [InlineData("man")]
    public async Task Every_help_begins_with_examples_and_fits_80_columns(string command)
    {
        foreach (string option in (string[])["-h", "--help"])
        {
            var world = new CliWorld();

            Assert.Equal(0, await world.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), option]));
            Assert.StartsWith("Examples:\n", world.Output, StringComparison.Ordinal);
            Assert.All(world.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
            Assert.Equal("", world.Error);
        }
    }

    [Fact]
    public async Task Help_wins_over_errors_and_work()
    {
        var world = new CliWorld();

        Assert.Equal(0, await world.RunAsync("stat", "--durtion", "5s", "--help"));
        Assert.StartsWith("Examples:", world.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_after_the_dashes_is_the_commands()
    {
        var world = new CliWorld { Run = new FakeRun() };
        world.Run.End(exitCode: 0);

        Assert.Equal(0, await world.RunAsync("stat", "--", "ls", "--help", "-V"));
        Assert.Equal(["ls", "--help", "-V"], Assert.IsType<Kernel.Session.Target.Command>(world.Started!.Target).Arguments);
    }

    [Theory]
    [InlineData("-V")]
    [InlineData("--version")]
    public async Task The_version_is_one_line(string option)
    {
        var world = new CliWorld();

        Assert.Equal(0, await world.RunAsync(option));
        Assert.Equal("sysprof 0.1.0\n", world.Output);
    }
}
