using System.Runtime.InteropServices;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Running;

/// <summary>What the live commands have in common: a run from its start to the exit code.</summary>
internal sealed class LiveCommand(CliHost host, SessionOptions options)
{
    /// <summary>What the help says about signals.</summary>
    public const string SignalNote =
        "Ctrl-C, TERM or HUP ends the run early with a whole result and exit code 0; a second one aborts at once.";

    /// <summary>What the help says about <c>-- COMMAND</c>.</summary>
    public const string CommandNote =
        "With -- COMMAND the run ends with the command and exits with its code, or 128+N when signal N killed it. "
        + "Ctrl-C is the command's to handle, TERM, HUP, QUIT, USR1 and USR2 are passed on to it. When --duration is over before, the "
        + "result is written, the command runs on, and sysprof waits for its exit code.";

    private static readonly TimeSpan PatienceWithCommand = TimeSpan.FromSeconds(1);

    private bool TracesCommand => options.Target is Target.Command;

    /// <summary>Takes intervals until the plan is done, and returns the exit code: 0, or the command's own.</summary>
    /// <param name="plan">How long, and how long the intervals.</param>
    /// <param name="begin">Called once tracing goes on, with the run: says who takes the intervals.</param>
    /// <param name="finish">Called when all intervals were taken and nothing is traced any more.</param>
    /// <param name="cancellation">Ends the run in order, as a signal does.</param>
    /// <param name="showsProgress">Whether there is anything to tell meanwhile: not where each interval is printed.</param>
    public Task<int> RunAsync(
        RunPlan plan,
        Func<ILiveRun, Action<Interval>> begin,
        Action finish,
        CancellationToken cancellation,
        bool showsProgress = true) =>
        RunAsync(
            async (run, stop) =>
            {
                // The terminal is the command's while it runs.
                bool shows = showsProgress && !TracesCommand && ProgressLine.CanShow(host.Terminal);
                var progress = new ProgressLine(run, plan.Duration, host);
                try
                {
                    return await new RunLoop(run, host.Clock)
                        .RunAsync(plan, begin(run), shows ? progress.Show : null, stop)
                        .ConfigureAwait(false);
                }
                finally
                {
                    progress.Clear();
                }
            },
            finish,
            cancellation);

    /// <summary>Runs and returns the exit code: 0, or the command's own.</summary>
    /// <param name="watch">Called once tracing goes on, with the run and what ends it early: says why it ended.</param>
    /// <param name="finish">Called when nothing is watched any more.</param>
    /// <param name="cancellation">Ends the run in order, as a signal does.</param>
    public async Task<int> RunAsync(
        Func<ILiveRun, CancellationToken, Task<RunEnd>> watch, Action finish, CancellationToken cancellation)
    {
        using var signals = new StopSignals(TracesCommand, cancellation);
        using ILiveRun run = host.StartRun(options);
        run.DropMostPrivileges();
        if (TracesCommand)
        {
            signals.BelongToCommand(signal => PassOn(run, signal));
        }

        RunEnd end = await watch(run, signals.Requested).ConfigureAwait(false);
        signals.RunIsOver();
        finish();
        if (end == RunEnd.TargetEnded && !TracesCommand)
        {
            host.Error.WriteLine("sysprof: note: the target ended, and the run with it");
        }

        return TracesCommand ? await ExitCodeOfCommandAsync(run, end).ConfigureAwait(false) : 0;
    }

    private async Task<int> ExitCodeOfCommandAsync(ILiveRun run, RunEnd end)
    {
        if (end != RunEnd.TargetEnded)
        {
            string why = end == RunEnd.TimeUp ? "the time is up; " : "";
            host.Error.WriteLine($"sysprof: note: {why}tracing ended, the command runs on");
        }

        await run.TargetEnded.ConfigureAwait(false);
        return run.CommandExitCode ?? 0;
    }

    private void PassOn(ILiveRun run, PosixSignal signal)
    {
        // Ctrl-C reached the command already: it is in our process group.
        if (signal == PosixSignal.SIGINT && host.Terminal.IsAny)
        {
            _ = TellToWaitAsync(run.TargetEnded);
            return;
        }

        run.SignalCommand(StopSignals.NumberOf(signal));
    }

    private async Task TellToWaitAsync(Task commandEnded)
    {
        Task first = await Task.WhenAny(commandEnded, Task.Delay(PatienceWithCommand, host.Clock)).ConfigureAwait(false);
        if (first != commandEnded)
        {
            host.Error.WriteLine("sysprof: note: waiting for the command to end; once more aborts");
        }
    }
}
