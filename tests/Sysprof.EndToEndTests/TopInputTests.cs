using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>What <c>sysprof top</c> is given and cannot use; and names, variables and users that are not as usual.</summary>
public sealed partial class TopInputTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-top-").FullName;

    private string Recording => Path.Combine(_directory, "x.rec");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("'speed' is not a sort key", "--sort", "speed")]
    [InlineData("--sort 'errno': processes cannot be sorted by it; they can by ", "--by", "process", "--sort", "errno")]
    [InlineData("--by 'host': must be one of ", "--by", "host")]
    [InlineData("--frames is for --batch", "-n", "3")]
    [InlineData("--format is for --batch", "--format", "json")]
    [InlineData("--limit is for --batch", "--limit", "3")]
    [InlineData("--frames '0': must be a number from 1 to 2147483647", "--batch", "-n", "0")]
    [InlineData("--by errno is a table; in json and csv every row has its errnos", "--batch", "--by", "errno", "--format", "csv")]
    [InlineData("--interval '1ms': must be ", "-i", "1ms")]
    [InlineData("the recording x.rec and a command cannot be combined", "x.rec", "--", "ls")]
    [InlineData("unexpected argument 'y.rec'; ", "x.rec", "y.rec")]
    public async Task Wrong_command_lines_are_usage_errors(string message, params string[] arguments)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(["top", .. arguments]);

        Assert.StartsWith($"sysprof: error: {message}", result.Error, StringComparison.Ordinal);
        Assert.Matches("^[^\n]*\n(?:  hint: [^\n]*\n)?  see: sysprof top --help\n$", result.Error);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("", "no such file or directory")]
    [InlineData(": >x.rec; ", "not a sysprof recording|empty")]
    [InlineData("echo nonsense >x.rec; ", "not a sysprof recording")]
    [InlineData("mkdir x.rec; ", "is a directory")]
    public async Task What_is_no_recording_is_told(string prepare, string reason)
    {
        using var terminal = TmuxTerminal.Start(
            $"sh -c 'cd {_directory}; {prepare}exec \"$SYSPROF\" top x.rec'", traceWrites: true);

        Assert.Equal(1, await terminal.EndAsync());

        Assert.Matches($"^sysprof: error: reading x.rec: .*({reason}).*\n(  hint: .*\n)?\n", terminal.Text());
        Assert.DoesNotContain('\u001b', string.Concat(terminal.Writes()));
    }

    [Fact]
    public async Task A_recording_that_is_cut_off_is_shown_as_far_as_it_goes_and_told()
    {
        await RecordAsync();
        using (FileStream file = File.OpenWrite(Recording))
        {
            file.SetLength(file.Length - 7);
        }

        using var terminal = TmuxTerminal.Start($"\"$SYSPROF\" top {Recording}");
        await terminal.WaitForAsync(screen => screen.Contains(" 1 of ", StringComparison.Ordinal), "the first interval");
        terminal.SendKeys("q");

        Assert.Equal(1, await terminal.EndAsync());
        Assert.StartsWith("sysprof: error: ", terminal.Text(), StringComparison.Ordinal);
        Assert.Contains("cut off", terminal.Unwrapped(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_may_look_at_a_recording_but_not_at_the_machine()
    {
        await RecordAsync();
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Recording, (UnixFileMode)0b110_100_100);
        const string nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all";
        using SysprofProgram start = SysprofProgram.StartShell($"cd / && {nobody} \"$SYSPROF\" --version");
        Assert.SkipUnless((await start.EndAsync()).ExitCode == 0, "nobody may not run the program where it was built");

        using var recorded = TmuxTerminal.Start($"{nobody} \"$SYSPROF\" top {Recording}");
        await recorded.WaitForAsync(screen => screen.Contains(" 1 of ", StringComparison.Ordinal), "the first interval");
        recorded.SendKeys("q");
        Assert.Equal(0, await recorded.EndAsync());

        using var live = TmuxTerminal.Start($"{nobody} \"$SYSPROF\" top");
        Assert.Equal(77, await live.EndAsync());
        Assert.Matches("^sysprof: error: .*\n(.*\n)*?  hint: .*root", live.Text());
    }

    [Theory]
    [InlineData("", "1", false)]
    [InlineData("--color never", null, false)]
    [InlineData("--color always", "1", true)]
    [InlineData("", "", true)]
    public async Task Colours_are_used_or_not(string arguments, string? noColor, bool colours)
    {
        SysprofProgram.RequireRoot();
        using var terminal = TmuxTerminal.Start(
            $"\"$SYSPROF\" top {arguments} -- sleep 300",
            environment: new Dictionary<string, string?> { ["NO_COLOR"] = noColor },
            traceWrites: true);
        await terminal.WaitForAsync(screen => TopText.Rows(screen).Length > 0, "the first interval");
        terminal.SendKeys("F1");
        await terminal.WaitForAsync(screen => screen.Contains("this help", StringComparison.Ordinal), "the help");
        terminal.SendKeys("C-c");
        await terminal.EndAsync();

        string written = string.Concat(terminal.Writes());
        Assert.Equal(colours, Colour().IsMatch(written));
        Assert.Contains("\u001b[7", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_programs_chose_do_not_disturb_the_screen()
    {
        SysprofProgram.RequireRoot();
        InstalledProgram.Require("bash");
        string[] names =
        [
            @"\033[31mred\033[7m", @"a\r\tc\010d\n", "日本語の名", @"\033]0;title\007", @"\377\376\23331m", @"\u202eabc\u0301\u0301",
        ];
        string script = Path.Combine(_directory, "names");
        string one = Path.Combine(_directory, "one");
        await File.WriteAllTextAsync(
            one, $"printf \"$1\" >/proc/$$/comm\nread -t 300 line <>{_directory}/fifo\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            script,
            $"mkfifo {_directory}/fifo\n" + string.Concat(names.Select(name => $"LC_ALL=C.UTF-8 bash {one} '{name}' &\n")) + "wait\n",
            TestContext.Current.CancellationToken);
        using var terminal = TmuxTerminal.Start(
            $"\"$SYSPROF\" top --by thread --sort tid -- bash {script}",
            columns: 200,
            environment: new Dictionary<string, string?> { ["NO_COLOR"] = "1" },
            traceWrites: true);

        string screen = await terminal.WaitForAsync(
            screen => TopText.Rows(screen).Count(row => row.Contains(" pselect6 ", StringComparison.Ordinal)) == names.Length,
            "as many threads that wait for a line");

        Assert.False(terminal.IsWrapped, screen);
        Assert.Equal(24, TopText.Lines(screen).Length);
        Assert.Contains(@"\x1b[31mred", screen, StringComparison.Ordinal);
        Assert.Contains("日本語の名", screen, StringComparison.Ordinal);
        Assert.Contains(@"a\x0d\x09c\x08d\x0a", screen, StringComparison.Ordinal);
        string written = string.Concat(terminal.Writes());
        Assert.DoesNotMatch(Colour(), written);
        Assert.DoesNotContain("\u001b]", written, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", written, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "fifo"), new string('\n', names.Length), TestContext.Current.CancellationToken);
        Assert.Equal(0, await terminal.EndAsync());
    }

    [Fact]
    public async Task The_interval_is_changed_and_the_screen_paused()
    {
        SysprofProgram.RequireRoot();
        using var terminal = TmuxTerminal.Start("\"$SYSPROF\" top -- sleep 300");
        await ShowsAsync(terminal, "every 1s");
        terminal.SendKeys("+");
        await ShowsAsync(terminal, "every 2s");
        terminal.SendKeys("-", "-");
        await ShowsAsync(terminal, "every 500ms");
        terminal.SendKeys("Space");
        await ShowsAsync(terminal, "PAUSED");
        terminal.SendKeys("p");
        await ShowsAsync(terminal, "every 500ms");
        terminal.SendKeys("C-c");
        Assert.Equal(130, await terminal.EndAsync());
    }

    private static Task<string> ShowsAsync(TmuxTerminal terminal, string status) => terminal.WaitForAsync(
        screen => TopText.Lines(screen) is [var first, ..] && first.EndsWith(status, StringComparison.Ordinal), status);

    private async Task RecordAsync()
    {
        SysprofProgram.RequireRoot();
        SysprofProgram.Result recorded = await SysprofProgram.RunAsync("record", "-d", "500ms", "-i", "100ms", "-o", Recording);
        Assert.Equal(0, recorded.ExitCode);
    }

    [GeneratedRegex(@"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")]
    private static partial Regex Colour();
}
