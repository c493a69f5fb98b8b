using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>
/// A program in a real terminal: what it shows, what it does to the terminal, and how it ends. A shell starts it as its
/// job, so that Ctrl-Z stops it, and stays when it has ended. The shell leaves the terminal's settings alone: those that
/// are found are the program's.
/// </summary>
internal sealed class TmuxTerminal : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly string _directory;
    private readonly TmuxServer _tmux;
    private readonly int _shell;
    private readonly int _server;

    private TmuxTerminal(string directory, int columns, int rows)
    {
        _directory = directory;
        _tmux = TmuxServer.Start(directory, columns, rows, "/bin/sh", InDirectory("session"));
        _shell = int.Parse(_tmux.Variable("pane_pid"), CultureInfo.InvariantCulture);
        _server = int.Parse(_tmux.Variable("pid"), CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// How long to wait for what must come: a program that hangs ends the test, not the run. No test asserts how long
    /// anything takes.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Starts a program; skips the test where there is no tmux.</summary>
    /// <param name="command">A simple command in the words of the shell; <c>$SYSPROF</c> is the built program.</param>
    /// <param name="columns">Width of the screen.</param>
    /// <param name="rows">Height of the screen.</param>
    /// <param name="environment">Variables to set, or to remove where the value is null.</param>
    /// <param name="traceWrites">Whether <see cref="Writes"/> is asked for: the program is slower then.</param>
    public static TmuxTerminal Start(
        string command,
        int columns = 80,
        int rows = 24,
        IReadOnlyDictionary<string, string?>? environment = null,
        bool traceWrites = false)
    {
        InstalledProgram.Require("tmux");
        string directory = Directory.CreateTempSubdirectory("sysprof-tmux-").FullName;
        string script = Script(command, environment ?? new Dictionary<string, string?>(), traceWrites);
        File.WriteAllText(Path.Combine(directory, "session"), script);
        return new TmuxTerminal(directory, columns, rows);
    }

    /// <summary>The screen as lines, without blanks at their ends.</summary>
    public string Text() => _tmux.OfPane("capture-pane", "-p");

    /// <summary>The same with its colours, as SGR sequences.</summary>
    public string Styled() => _tmux.OfPane("capture-pane", "-p", "-e");

    /// <summary>The screen with lines put together that were too long for it.</summary>
    public string Unwrapped() => _tmux.OfPane("capture-pane", "-p", "-J");

    /// <summary>Whether a line was too long for the screen and goes on in the next one.</summary>
    public bool IsWrapped => Unwrapped().Count(c => c == '\n') < Text().Count(c => c == '\n');

    /// <summary>Whether the alternate screen is shown.</summary>
    public bool AlternateScreen => _tmux.Variable("alternate_on") == "1";

    /// <summary>Whether the cursor is shown.</summary>
    public bool CursorVisible => _tmux.Variable("cursor_flag") == "1";

    /// <summary>Whether cursor keys or the keypad send what they only send to programs that ask for it.</summary>
    public bool KeypadIsSwitched => _tmux.Variable("keypad_cursor_flag") + _tmux.Variable("keypad_flag") != "00";

    /// <summary>The process in the terminal's foreground, or null when it is the shell.</summary>
    public int? Program => ProcessStat.ForegroundOf(_shell) is int group && group != _shell ? group : null;

    /// <summary>The terminal's settings before the program was started, as <c>stty -g</c> writes them.</summary>
    public string SttyAtStart => File.ReadAllText(InDirectory("stty"));

    /// <summary>The terminal's settings now.</summary>
    public string Stty()
    {
        using Process stty = Process.Start(
            new ProcessStartInfo("stty", ["-g", "-F", _tmux.Variable("pane_tty")]) { RedirectStandardOutput = true })!;
        string settings = stty.StandardOutput.ReadToEnd();
        stty.WaitForExit();
        return settings;
    }

    /// <summary>Presses keys by tmux's names: <c>q</c>, <c>Enter</c>, <c>F10</c>, <c>C-c</c>, <c>NPage</c>, <c>BTab</c>.</summary>
    public void SendKeys(params string[] keys) => _tmux.OfPane("send-keys", keys);

    /// <summary>Types a text as it is.</summary>
    public void Type(string text) => _tmux.OfPane("send-keys", "-l", text);

    /// <summary>Gives the screen another size.</summary>
    public void Resize(int columns, int rows) => _tmux.Resize(columns, rows);

    /// <summary>Waits for a screen and returns it; fails with the last one when it does not come.</summary>
    /// <param name="condition">Whether this is the screen, given <see cref="Text"/>.</param>
    /// <param name="what">What is waited for, in words.</param>
    public async Task<string> WaitForAsync(Func<string, bool> condition, string what)
    {
        string screen = "";
        await WaitUntilAsync(() => condition(screen = Text()), what);
        return screen;
    }

    /// <summary>Waits for the program's end and returns its exit code, as a shell gives it.</summary>
    public async Task<int> EndAsync()
    {
        string file = InDirectory("ended");
        await WaitUntilAsync(() => File.Exists(file), "the end of the program");
        return int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the program is stopped, by Ctrl-Z or by itself.</summary>
    public Task StoppedAsync() => WaitUntilAsync(() => File.Exists(InDirectory("stopped")), "the program to be stopped");

    /// <summary>Continues it in the foreground, as <c>fg</c> does.</summary>
    public void Continue()
    {
        File.Delete(InDirectory("stopped"));
        File.WriteAllText(InDirectory("continue"), "");
    }

    /// <summary>Sends the program a signal, and only it.</summary>
    public void Signal(string name) =>
        Signal(name, Program ?? throw new InvalidOperationException("no program runs in the terminal"));

    /// <summary>From now on the terminal takes nothing: what is written to it waits, and nobody can look at it.</summary>
    public void Freeze() => Signal("STOP", _server);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("CONT", _server);

    /// <summary>The terminal goes away, as when its window is closed.</summary>
    public void HangUp() => _tmux.Dispose();

    /// <summary>What the program wrote to the terminal so far, write by write.</summary>
    public IReadOnlyList<string> Writes() => WriteTrace.Parse(File.ReadLines(InDirectory("writes")));

    /// <summary>Hangs up; a program that does not end then is killed.</summary>
    public void Dispose()
    {
        int? program = Program;
        Thaw();
        _tmux.Dispose();
        foreach (int left in new[] { program, _shell }.OfType<int>())
        {
            var time = Stopwatch.StartNew();
            while (ProcessStat.IsAlive(left))
            {
                if (time.Elapsed > Patience)
                {
                    Signal("KILL", left);
                }

                Thread.Sleep(s_look);
            }
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static void Signal(string name, int tgid)
    {
        using var kill = Process.Start("kill", ["-s", name, tgid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private string InDirectory(string name) => Path.Combine(_directory, name);

    private async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"waited in vain for {what}; the screen is\n{Text()}");
            }

            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    private static string Script(string command, IReadOnlyDictionary<string, string?> environment, bool traceWrites)
    {
        var variables = new Dictionary<string, string?>
        {
            ["LC_ALL"] = "C.UTF-8",
            ["TERM"] = "screen-256color",
            ["SYSPROF"] = SysprofProgram.Path,
            ["COLORTERM"] = null,
            ["NO_COLOR"] = null,
        };
        foreach ((string name, string? value) in environment)
        {
            variables[name] = value;
        }

        string settings = string.Join(
            '\n',
            variables.Select(pair => pair.Value is null ? $"unset {pair.Key}" : $"export {pair.Key}={Quoted(pair.Value)}"));
        // 148 and 147 are what a shell says of a job that SIGTSTP or SIGSTOP stopped.
        return $"""
            {settings}
            set -m
            trap : INT
            stty -g >stty
            {(traceWrites ? WriteTrace.Command("writes") : "")} {command}
            code=$?
            while [ "$code" = 148 ] || [ "$code" = 147 ]; do
                : >stopped
                until [ -e continue ]; do sleep 0.02; done
                rm continue
                fg >/dev/null
                code=$?
            done
            echo "$code" >ended.new
            mv ended.new ended
            exec sleep infinity

            """;
    }

    private static string Quoted(string text) => "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
