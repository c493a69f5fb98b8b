using Sysprof.Profile;
using Sysprof.Profile.Export;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Running;

/// <summary>Says how a recording ended, where that matters.</summary>
internal static class RecordingEnding
{
    /// <summary>Tells of damage and of an early end, and returns the exit code.</summary>
    public static ExitCode Tell(RecordingEnd end, string path, TextWriter messages)
    {
        if (end.Warning(path) is not string warning)
        {
            return ExitCode.Done;
        }

        // One that its writer ended early, and said so, is whole.
        bool isWhole = end.State == RecordingState.Whole;
        // It quotes the file's name, and what the file says of its end.
        messages.WriteLine($"sysprof: {(isWhole ? "note" : "error")}: {SafeText.Escape(warning)}");
        return isWhole ? ExitCode.Done : ExitCode.Failure;
    }
}
