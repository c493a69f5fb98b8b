using System.Diagnostics;
using Xunit;

namespace Sysprof.Tests.Deployment;

/// <summary>Programs of other people that read our files.</summary>
internal static class InstalledTool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs one to its end; skips the test where it is not installed.</summary>
    /// <param name="directory">Where it runs.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Task<Result> RunAsync(string directory, string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory });

    /// <summary>Likewise, with an environment.</summary>
    public static async Task<Result> RunAsync(ProcessStartInfo start)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, start.FileName))),
            $"needs {start.FileName}: ./build.sh setup test");
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return new Result(process.ExitCode, await output, await error);
    }

    /// <summary>How it ended and what it said.</summary>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>All that it said; the message of an assertion.</summary>
        public string Text => Output + Error;
    }
}
