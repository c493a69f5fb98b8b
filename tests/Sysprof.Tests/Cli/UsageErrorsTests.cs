using Xunit;

namespace Sysprof.Tests.Cli;

public class UsageErrorsTests
{
    [Theory]
    [InlineData("--versoin", "unknown option '--versoin'; did you mean '--version'?")]
    [InlineData("-?", "unknown option '-?'")]
    [InlineData("stta -d 5s", "unknown command 'stta'; did you mean 'stat'?")]
    [InlineData("[suggest]", "unknown command '[suggest]'")]
    public async Task Wrong_words_before_the_command(string line, string message) =>
        await ExpectUsageErrorAsync(line, message, "sysprof --help");

    [Theory]
    [InlineData("--durtion 5s", "unknown option '--durtion'; did you mean '--duration'?")]
    [InlineData("--durtion=5s", "unknown option '--durtion'; did you mean '--duration'?")]
    [InlineData("-o --forc", "unknown option '--forc'; did you mean '--force'?")]
    [InlineData("-d", "-d needs a value: -d TIME")]
    [InlineData("-xd", "-d needs a value: -d TIME")]
    [InlineData("-d --force", "-d needs a value: -d TIME")]
    [InlineData("-d 1s --duration 2s", "-d is given more than once")]
    [InlineData("--force=abc", "--force takes no value")]
    [InlineData("@file", "unexpected argument '@file'; a command to run is written after --")]
    [InlineData("ls -l", "unexpected argument 'ls'; a command to run is written after --")]
    [InlineData("ls -- ls", "unexpected argument 'ls'; a command to run is written after --")]
    [InlineData("--", "a command must follow --")]
    [InlineData("-d 10", "--duration '10': has no unit; write 10ms, 10s, 10m or 10h")]
    [InlineData("-d 0s", "--duration '0s': must be longer than zero")]
    [InlineData("-d -5s", "--duration '-5s': must be longer than zero")]
    [InlineData("-p 1,x", "--pid 'x': must be a number from 1 to 2147483647, or several as in 12,13")]
    [InlineData("-p 1,", "--pid '1,': must be a number from 1 to 2147483647, or several as in 12,13")]
    [InlineData("-p 0", "--pid '0': must be a number from 1 to 2147483647, or several as in 12,13")]
    [InlineData("-t 99999999999", "--tid '99999999999': must be a number from 1 to 2147483647, or several as in 12,13")]
    [InlineData("--comm (", "--comm '(': is not a regular expression: Not enough )'s")]
    [InlineData("--comm a(?=b)", "--comm 'a(?=b)': a pattern may not look around, refer back or be atomic")]
    [InlineData("--cgroup ", "--cgroup '': the path is empty")]
    [InlineData("-p 1 --comm x", "-p and --comm cannot be combined: one kind of target at a time")]
    [InlineData("-t 1 -- ls", "-t and -- COMMAND cannot be combined: one kind of target at a time")]
    [InlineData("--comm a --cgroup b", "--comm and --cgroup cannot be combined: one kind of target at a time")]
    [InlineData("-e read,!read", "--syscall: no call is left in this set")]
    [InlineData("--errno ENOENTT", "--errno 'ENOENTT': no error has this name; did you mean 'ENOENT'?")]
    [InlineData("--errno nonsense", "--errno 'nonsense': no error has this name")]
    [InlineData("--ring-size 3M", "--ring-size '3M': must be a power of two from 4K to 1G")]
    [InlineData("--ring-size 16X", "--ring-size '16X': is not a size; write bytes or a number with K, M or G, as in 16M")]
    [InlineData("--max-overhead 2x", "--max-overhead '2x': is not a percentage; write one of a CPU, as in 2% or 0.5%")]
    [InlineData("--max-overhead", "--max-overhead needs a value: --max-overhead PERCENT")]
    [InlineData("--by cpu", "--by 'cpu': must be one of thread, process, pool, syscall, cgroup, file, peer")]
    [InlineData("--format xml", "--format 'xml': must be one of table, json, csv, strace")]
    [InlineData("--color red", "--color 'red': must be one of auto, always, never")]
    [InlineData("-s cpu --by syscall", "--sort 'cpu': it is the time of threads, and calls cannot be sorted by it")]
    [InlineData("-s user --by file", "--sort 'user': it is the time of threads, and calls cannot be sorted by it")]
    [InlineData("-s waiting --by peer", "--sort 'waiting': it is the time of threads, and calls cannot be sorted by it")]
    [InlineData("-s idle --format strace", "--sort 'idle': it is the time of threads, and calls cannot be sorted by it")]
    [InlineData("--by file --format strace", "--by file is for the other formats: strace has all calls in one table")]
    [InlineData("-n x", "--limit 'x': must be a number from 0 to 2147483647, 0 for all rows")]
    public async Task Wrong_words_of_stat(string line, string message) =>
        await ExpectUsageErrorAsync($"stat {line}", message, "sysprof stat --help");

    [Theory]
    [InlineData("now 12 x", "PID 'x': must be a number from 1 to 2147483647, or several as in 12,13", "sysprof now --help")]
    [InlineData("now 0", "PID '0': must be a number from 1 to 2147483647, or several as in 12,13", "sysprof now --help")]
    [InlineData("now -- ls", "PID 'ls': must be a number from 1 to 2147483647, or several as in 12,13", "sysprof now --help")]
    [InlineData("now 1 --comm x", "-p and --comm cannot be combined: one kind of target at a time", "sysprof now --help")]
    [InlineData("now -d 1ms", "--duration '1ms': must be 10ms or longer", "sysprof now --help")]
    [InlineData("now -d 25h", "--duration '25h': must be at most 24h", "sysprof now --help")]
    [InlineData("now --format csv", "--format 'csv': must be one of table, json", "sysprof now --help")]
    [InlineData("now -s pid", "--sort 'pid': must be one of tid, comm, age, calls, wait", "sysprof now --help")]
    [InlineData("now -n -1", "--limit '-1': must be a number from 0 to 2147483647, 0 for all rows", "sysprof now --help")]
    [InlineData("now -e read", "unknown option '-e'", "sysprof now --help")]
    [InlineData(
        "now -w -o x", "--watch and --output cannot be combined: redirect stdout to keep every frame", "sysprof now --help")]
    [InlineData("record -i 1ms", "--interval '1ms': must be 10ms or longer", "sysprof record --help")]
    [InlineData("[diagram] check", "unknown command '[diagram]'", "sysprof check --help")]
    [InlineData("record --by thread", "unknown option '--by'", "sysprof record --help")]
    [InlineData("report --formt json", "unknown option '--formt'; did you mean '--format'?", "sysprof report --help")]
    [InlineData("report a b", "unexpected argument 'b'", "sysprof report --help")]
    [InlineData("report --max-overhead 2%", "unknown option '--max-overhead'", "sysprof report --help")]
    [InlineData("now --max-overhead 2%", "unknown option '--max-overhead'", "sysprof now --help")]
    [InlineData("top x.rec --max-overhead 2%", "--max-overhead is for tracing, and a recording was made already", "sysprof top --help")]
    [InlineData("report --no-follow", "unknown option '--no-follow'", "sysprof report --help")]
    [InlineData(
        "report --from 25:00", "--from '25:00': is not a time; write 5s, 12:00:05 or 2026-03-01T12:00:05Z", "sysprof report --help")]
    [InlineData("check now", "unexpected argument 'now'", "sysprof check --help")]
    [InlineData("completion", "SHELL is missing", "sysprof completion --help")]
    [InlineData("completion tcsh", "SHELL 'tcsh': must be one of bash, zsh, fish", "sysprof completion --help")]
    [InlineData(
        "man stats", "COMMAND 'stats': must be one of top, now, stat, record, report, serve, check, completion, man", "sysprof man --help")]
    public async Task Wrong_words_of_the_others(string line, string message, string help) =>
        await ExpectUsageErrorAsync(line, message, help);

    [Fact]
    public async Task A_misspelt_call_comes_with_the_one_that_was_meant()
    {
        var world = new CliWorld();

        Assert.Equal(2, await world.RunAsync("stat", "-e", "opennat"));
        Assert.Contains("opennat", world.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("did you mean openat?", world.Error, StringComparison.Ordinal);
        Assert.EndsWith("  see: sysprof stat --help\n", world.Error, StringComparison.Ordinal);
    }

    private static async Task ExpectUsageErrorAsync(string line, string message, string help)
    {
        var world = new CliWorld();

        int exitCode = await world.RunAsync(line.Split(' '));

        Assert.Equal($"sysprof: error: {message}\n  see: {help}\n", world.Error);
        Assert.Equal("", world.Output);
        Assert.Equal(2, exitCode);
    }
}
