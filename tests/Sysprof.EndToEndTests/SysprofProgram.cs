using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>The built program as a child process, its streams captured apart.</summary>
internal sealed partial class SysprofProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource _outputBegins = new();
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private SysprofProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = ReadOutputAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The program as it is shipped: <c>./build.sh test</c> makes it.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Paths.Repository, "build/program/sysprof");

    /// <summary>The same on the runtime, as the launcher starts it: where the build put it, beside the tests' own directory.</summary>
    public static string OnRuntime { get; } = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(AppContext.BaseDirectory, "../../Sysprof.Cli/release/sysprof"));

    /// <summary>Skips the test where the kernel may not be asked.</summary>
    public static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to load BPF programs");

    /// <summary>Its process.</summary>
    public int Tgid => _process.Id;

    /// <summary>Starts it.</summary>
    public static SysprofProgram Start(params string[] arguments) => StartIn(null, arguments);

    /// <summary>Starts it in a directory.</summary>
    public static SysprofProgram StartIn(string? directory, params string[] arguments) =>
        new(StartInfo(Path, arguments, directory));

    /// <summary>Starts what becomes it.</summary>
    public static SysprofProgram StartAs(IReadOnlyList<string> words) => new(StartInfo(words[0], words.Skip(1), null));

    /// <summary>Starts a shell with the program's path in $SYSPROF.</summary>
    public static SysprofProgram StartShell(string script)
    {
        ProcessStartInfo start = StartInfo("/bin/bash", ["-c", script], null);
        start.Environment["SYSPROF"] = Path;
        return new SysprofProgram(start);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Result> RunAsync(params string[] arguments)
    {
        using SysprofProgram program = Start(arguments);
        return await program.EndAsync();
    }

    /// <summary>Waits until it handles signals. SIGHUP is the last one it registers.</summary>
    public async Task HandlesSignalsAsync()
    {
        string status = $"/proc/{_process.Id}/status";
        while (!CatchesHangup(await File.ReadAllLinesAsync(status)))
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Waits until it has written something to stdout, or closed it.</summary>
    public Task OutputBeginsAsync() => _outputBegins.Task.WaitAsync(Patience);

    /// <summary>Sends it a signal, and only it.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end; it may take a minute.</summary>
    public async Task<Result> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new Result(_process.ExitCode, await _output.WaitAsync(Patience), await _error.WaitAsync(Patience));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<string> ReadOutputAsync()
    {
        char[] first = new char[1];
        int count = await _process.StandardOutput.ReadAsync(first);
        _outputBegins.SetResult();
        return new string(first, 0, count) + await _process.StandardOutput.ReadToEndAsync();
    }

    private static ProcessStartInfo StartInfo(string file, IEnumerable<string> arguments, string? directory) =>
        new(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };

    private static bool CatchesHangup(string[] status)
    {
        string caught = status.First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (ulong.Parse(caught["SigCgt:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0;
    }

    /// <summary>How it ended and what it said.</summary>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>What it said but for the note that <c>now</c> had no time to look at programs: a busy machine may have none.</summary>
        public string ErrorButLateLooks => LateLooks().Replace(Error, "");
    }

    [GeneratedRegex(@"^sysprof: note: programs of \d+ process(es)? unknown: no time left to look \(\d+\)\n", RegexOptions.Multiline)]
    private static partial Regex LateLooks();
}
