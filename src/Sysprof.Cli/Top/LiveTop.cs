using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Cli.Top;

/// <summary>top of a run that goes on: on the screen, or printed.</summary>
/// <param name="host">The world.</param>
/// <param name="options">What is traced.</param>
/// <param name="view">How it is shown.</param>
/// <param name="filter">What of it is shown.</param>
/// <param name="plan">How long, and how long the intervals are at first.</param>
internal sealed class LiveTop(CliHost host, SessionOptions options, TopView view, SummaryFilter filter, RunPlan plan)
{
    /// <summary>Shows it on the screen and returns the exit code.</summary>
    public async Task<int> ShowAsync(CancellationToken cancellation)
    {
        using var guard = new ScreenGuard(host);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CommandOutput? printed = options.Target is Target.Command ? new CommandOutput() : null;
        Task shown = Task.CompletedTask;
        Task commandEnded = Task.CompletedTask;
        SessionOptions behindScreen = options.Target is Target.Command command
            ? options with { Target = command with { Output = printed!.Handle } }
            : options;
        int exitCode = await new LiveCommand(guard.Host, behindScreen).RunAsync(
            async (run, stop) =>
            {
                commandEnded = run.TargetEnded;
                using var model = new ModelThread(new TopModel(run.Run, filter));
                var source = new LiveSource(run, model, host.Clock, plan.Interval);
                var loop = new TopLoop(guard.Open(), source, model, TopPainter.For(run.Run, filter, view), host.Clock);
                RunEnd end;
                try
                {
                    end = await loop.RunAsync(run.TargetEnded, plan.Duration, stop).ConfigureAwait(false);
                }
                finally
                {
                    // Before anything that may take its time.
                    guard.Close();
                }

                if (end == RunEnd.Interrupted)
                {
                    // From here on a signal aborts at once.
                    await leave.CancelAsync().ConfigureAwait(false);
                }

                await loop.Fetch.ConfigureAwait(false);
                if (printed is not null && end != RunEnd.TargetEnded)
                {
                    // The command runs on, and nobody takes its intervals any more.
                    _ = run.Stop();
                }

                return end;
            },
            finish: () =>
            {
                guard.Close();
                shown = printed?.CopyAsync(host.OpenOutput(), commandEnded, host.Clock) ?? Task.CompletedTask;
            },
            leave.Token).ConfigureAwait(false);
        await shown.ConfigureAwait(false);
        return exitCode;
    }

    /// <summary>Prints it and returns the exit code.</summary>
    public async Task<int> PrintAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return await BatchOutput.WriteAsync(
            host,
            output => new LiveCommand(host, options).RunAsync(
                plan,
                begin: run =>
                {
                    var batch = new TopBatch(run.Run, filter, view, output, host.Terminal.Width);
                    return interval =>
                    {
                        batch.Take(interval);
                        if (batch.IsDone)
                        {
                            enough.Cancel();
                        }
                    };
                },
                finish: () => { },
                enough.Token,
                showsProgress: false)).ConfigureAwait(false);
    }
}
