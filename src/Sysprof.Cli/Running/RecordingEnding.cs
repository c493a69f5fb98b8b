using Sysprof.Profile;
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
        messages.WriteLine(isWhole ? $"sysprof: note: {warning}" : $"sysprof: error: {warning}");
        return isWhole ? ExitCode.Done : ExitCode.Failure;
    }
}
