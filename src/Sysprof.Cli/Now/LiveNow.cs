using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Now;

/// <summary>now of a run: one frame, or one after the other.</summary>
/// <param name="host">The world.</param>
/// <param name="options">Whose threads.</param>
/// <param name="view">How they are shown.</param>
internal sealed class LiveNow(CliHost host, SessionOptions options, NowView view)
{
    // What is not found out by then is shown by its number.
    private static readonly TimeSpan s_mostForDescriptors = TimeSpan.FromMilliseconds(500);

    private readonly NowPrograms _programs = NowPrograms.OfMachine();

    /// <summary>Looks once and returns the exit code.</summary>
    /// <param name="output">Where the frame goes.</param>
    /// <param name="cancellation">Lets it look at once.</param>
    public Task<int> LookAsync(ResultOutput output, CancellationToken cancellation)
    {
        NowFrame? frame = null;
        return EndAsync(new LiveCommand(host, options).RunAsync(
            async (run, stop) =>
            {
                RunEnd end = await WaitAsync(run, stop).ConfigureAwait(false);
                frame = Take(run, new NowModel(run.Run, view.Order, _programs.Find));
                return end;
            },
            finish: () => output.Write(writer => Write(frame!, writer, host.Terminal.Width)),
            cancellation));
    }

    /// <summary>Writes a frame after the other until it is stopped, and returns the exit code.</summary>
    public Task<int> PrintAsync(CancellationToken cancellation) => EndAsync(BatchOutput.WriteAsync(
        host,
        output => new LiveCommand(host, options).RunAsync(
            (run, stop) => RepeatAsync(
                run,
                frame =>
                {
                    Write(frame, output, host.Terminal.Width);
                    if (!view.IsJson)
                    {
                        output.Write('\n');
                    }

                    output.Flush();
                },
                stop),
            finish: () => { },
            cancellation)));

    /// <summary>Shows frames in the same place of the terminal until it is stopped, and returns the exit code.</summary>
    public async Task<int> ShowAsync(CancellationToken cancellation)
    {
        using var guard = new ScreenGuard(host);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return await EndAsync(new LiveCommand(guard.Host, options).RunAsync(
            async (run, stop) =>
            {
                var model = new NowModel(run.Run, view.Order, _programs.Find);
                var loop = new NowLoop(guard.Open(), size => PageOf(Take(run, model), size), view, host.Clock);
                RunEnd end;
                try
                {
                    end = await loop.RunAsync(run.TargetEnded, stop).ConfigureAwait(false);
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

                await loop.Look.ConfigureAwait(false);
                return end;
            },
            finish: guard.Close,
            leave.Token)).ConfigureAwait(false);
    }

    private async Task<int> EndAsync(Task<int> run)
    {
        try
        {
            return await run.ConfigureAwait(false);
        }
        finally
        {
            _programs.End(host.Error);
        }
    }

    private NowPage PageOf(NowFrame frame, ScreenSize size)
    {
        var table = new NowTable(view, size.Columns);
        return new NowPage(frame, table, table.Lines(frame));
    }

    private async Task<RunEnd> RepeatAsync(ILiveRun run, Action<NowFrame> show, CancellationToken stop)
    {
        var model = new NowModel(run.Run, view.Order, _programs.Find);
        RunEnd end;
        while ((end = await WaitAsync(run, stop).ConfigureAwait(false)) == RunEnd.TimeUp)
        {
            show(Take(run, model));
        }

        return end;
    }

    /// <summary>Waits for the time of a frame; says what came before.</summary>
    private async Task<RunEnd> WaitAsync(ILiveRun run, CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task delay = Task.Delay(view.Interval, host.Clock, cancel.Token);
        await Task.WhenAny(delay, run.TargetEnded).ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        if (stop.IsCancellationRequested)
        {
            return RunEnd.Interrupted;
        }

        return run.TargetEnded.IsCompleted ? RunEnd.TargetEnded : RunEnd.TimeUp;
    }

    private NowFrame Take(ILiveRun run, NowModel model)
    {
        // A look that is refused must not cost the interval.
        IReadOnlyList<ThreadSight> sights = run.Look();
        Interval watched = run.Rotate();
        // The threads of a process wait on the same few descriptors.
        var found = new Dictionary<(int Tgid, int Descriptor), Resource?>();
        long startedAt = TimeProvider.System.GetTimestamp();
        _programs.Begin();
        NowFrame frame = model.Take(watched, sights, (thread, descriptor) => ResourceOf(thread.Tgid, descriptor)?.Name);
        run.Recycle(watched);
        return frame;

        Resource? ResourceOf(int tgid, int descriptor)
        {
            if (!found.TryGetValue((tgid, descriptor), out Resource? resource))
            {
                // Each is a pass over the descriptors of its process, which may be any number.
                bool isLate = TimeProvider.System.GetElapsedTime(startedAt) > s_mostForDescriptors;
                resource = isLate ? null : run.FindResource(tgid, descriptor);
                found.Add((tgid, descriptor), resource);
            }

            return resource;
        }
    }

    private void Write(NowFrame frame, TextWriter output, int width)
    {
        if (view.IsJson)
        {
            NowJson.Write(frame, output, isLine: view.IsWatch);
            return;
        }

        foreach (string line in new NowTable(view, width).Lines(frame))
        {
            output.Write(line);
            output.Write('\n');
        }
    }
}
