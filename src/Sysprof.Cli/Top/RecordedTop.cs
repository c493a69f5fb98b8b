using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Top;

/// <summary>top of a recording: on the screen, or printed.</summary>
/// <param name="host">The world.</param>
/// <param name="file">The recording.</param>
/// <param name="view">How it is shown.</param>
/// <param name="shown">What of it is shown.</param>
internal sealed class RecordedTop(CliHost host, string file, TopView view, SummaryFilter shown)
{
    /// <summary>Shows it on the screen and returns the exit code.</summary>
    public async Task<int> ShowAsync(CancellationToken cancellation)
    {
        using var guard = new ScreenGuard(host);
        (RunInfo run, RecordingEnd end) = ReadThrough(cancellation);
        using var recording = new RecordedIntervals(file);
        using var model = new ModelThread(new TopModel(run, shown));
        using var source = new ReplaySource(recording, end.Intervals, model, host.Clock);
        using var signals = new StopSignals(false, cancellation);
        await new TopLoop(guard.Open(), source, model, TopPainter.For(run, shown, view), host.Clock)
            .RunAsync(Task.Delay(Timeout.Infinite, signals.Requested), duration: null, signals.Requested)
            .ConfigureAwait(false);
        guard.Close();
        return (int)RecordingEnding.Tell(end, file, host.Error);
    }

    /// <summary>Prints it and returns the exit code.</summary>
    public Task<int> PrintAsync(CancellationToken cancellation) => BatchOutput.WriteAsync(host, output =>
    {
        using RecordingReader reader = RecordingReader.Open(file);
        var batch = new TopBatch(reader.Run, shown, view, output, host.Terminal.Width);
        foreach (Interval interval in reader.ReadIntervals())
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Take(interval);
            if (batch.IsDone)
            {
                return Task.FromResult((int)ExitCode.Done);
            }
        }

        return Task.FromResult((int)RecordingEnding.Tell(reader.End, reader.Name, host.Error));
    });

    /// <summary>Finds out how many intervals there are: the screen says which one it shows.</summary>
    private (RunInfo Run, RecordingEnd End) ReadThrough(CancellationToken cancellation)
    {
        using RecordingReader reader = RecordingReader.Open(file);
        if (!reader.CanBeReadAgain)
        {
            throw new SysprofException(
                $"reading {reader.Name}: top goes back and forth in a recording, which a pipe cannot do",
                "name a file, or use --batch");
        }

        foreach (Interval _ in reader.ReadIntervals())
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return reader.End.Intervals > 0
            ? (reader.Run, reader.End)
            : throw new SysprofException(reader.End.Warning(file) ?? $"{file}: no interval is in it");
    }
}
