using System.Diagnostics;

namespace Sysprof.EndToEndTests;

/// <summary>A tmux server of our own, with one session: its socket is in a directory that nobody else knows.</summary>
internal sealed class TmuxServer : IDisposable
{
    private const string Target = "screen";

    private readonly string _socket;
    private bool _ended;

    private TmuxServer(string directory) => _socket = Path.Combine(directory, "socket");

    /// <summary>Starts it.</summary>
    /// <param name="directory">Where the socket is, and the working directory of the session.</param>
    /// <param name="columns">Width of the screen.</param>
    /// <param name="rows">Height of the screen.</param>
    /// <param name="command">What runs in it: a program and its arguments.</param>
    public static TmuxServer Start(string directory, int columns, int rows, params string[] command)
    {
        var server = new TmuxServer(directory);
        // In one go: a server without a session ends. The status line would take a row of the screen.
        server.Run(
            [
                "set-option", "-g", "status", "off", ";",
                "new-session", "-d", "-s", Target, "-c", directory, "-x", $"{columns}", "-y", $"{rows}", "--", .. command,
            ]);
        return server;
    }

    /// <summary>Runs a tmux command on the session's only pane, and returns what it prints.</summary>
    public string OfPane(string command, params string[] arguments) => Run([command, "-t", $"{Target}:0.0", .. arguments]);

    /// <summary>The value of one of tmux's format variables.</summary>
    public string Variable(string name) => OfPane("display-message", "-p", $"#{{{name}}}").TrimEnd('\n');

    /// <summary>Gives the screen another size.</summary>
    public void Resize(int columns, int rows) =>
        Run(["resize-window", "-t", $"{Target}:0", "-x", $"{columns}", "-y", $"{rows}"]);

    /// <summary>Ends this server, and hangs up on what runs in its session.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            Run(["kill-server"]);
        }
    }

    private string Run(IEnumerable<string> arguments)
    {
        // -u: what it prints is UTF-8, whatever the tests' own locale says.
        var start = new ProcessStartInfo("tmux", ["-u", "-S", _socket, "-f", "/dev/null", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        start.Environment.Remove("TMUX");
        using Process tmux = Process.Start(start)!;
        string output = tmux.StandardOutput.ReadToEnd();
        string error = tmux.StandardError.ReadToEnd();
        tmux.WaitForExit();
        return tmux.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"tmux {string.Join(' ', arguments)}: {error.Trim()}");
    }
}
