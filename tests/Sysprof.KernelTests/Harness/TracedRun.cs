using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.KernelTests.Harness;

/// <summary>A program that was traced from beginning to end.</summary>
/// <param name="Summary">What was counted.</param>
/// <param name="Output">The lines it printed.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Error">What it wrote to stderr.</param>
internal sealed record TracedRun(Summary Summary, IReadOnlyList<string> Output, int ExitCode, string Error)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public Promise Promise => Promise.Parse(Output);

    /// <summary>Runs a command under <c>-- COMMAND</c>, from its first instruction on, with stdout to a file.</summary>
    public static Task<TracedRun> OfCommand(params string[] words) =>
        OfCommand(target => new SessionOptions { Target = target, Calls = SyscallSet.Everything }, words);

    /// <summary>The same without a look at its threads between its start and its end.</summary>
    public static Task<TracedRun> OfCommandInOneInterval(params string[] words) => OfCommand(
        target => new SessionOptions { Target = target, Calls = SyscallSet.Everything }, (_, ended) => ended, words);

    /// <summary>The same with the options made for the command.</summary>
    public static Task<TracedRun> OfCommand(Func<Target, SessionOptions> options, params string[] words) =>
        OfCommand(options, (tracer, ended) => tracer.RotateUntil(ended), words);

    private static async Task<TracedRun> OfCommand(
        Func<Target, SessionOptions> options, Func<Tracer, Task, Task> wait, string[] words)
    {
        string directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;
        try
        {
            string output = Path.Combine(directory, "stdout");
            string error = Path.Combine(directory, "stderr");
            using Tracer tracer = StartCommand(options(new Target.Command(words)), output, error);
            await wait(tracer, tracer.Session.TargetEnded.WaitAsync(s_patience));
            tracer.Stop();
            return new TracedRun(
                tracer.Summary,
                await File.ReadAllLinesAsync(output),
                tracer.Session.CommandExitCode!.Value,
                await File.ReadAllTextAsync(error));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Runs a scenario of the workload under <c>-- COMMAND</c>; it must end well.</summary>
    public static async Task<TracedRun> OfWorkload(params string[] words)
    {
        TracedRun run = await OfCommand([Paths.Workload, .. words]);
        WorkloadExit.Check(run.ExitCode, run.Error);
        return run;
    }

    /// <summary>Starts a scenario, attaches by the target made for its tgid, and lets it run to its end.</summary>
    public static async Task<TracedRun> Attached(Func<int, Target> target, params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start(words);
        using Tracer tracer = Tracer.Start(target(workload.Tgid));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        return new TracedRun(tracer.Summary, workload.Output, 0, "");
    }

    /// <summary>The same with <c>-p</c>.</summary>
    public static Task<TracedRun> AttachedToProcess(params string[] words) =>
        Attached(tgid => new Target.Tasks([tgid], []), words);

    /// <summary>The same with only some calls traced (<c>-e</c>).</summary>
    public static async Task<TracedRun> AttachedToProcess(SyscallSet calls, params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start(words);
        var target = new Target.Tasks([workload.Tgid], []);
        using Tracer tracer = Tracer.Start(new SessionOptions { Target = target, Calls = calls });
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        return new TracedRun(tracer.Summary, workload.Output, 0, "");
    }

    /// <summary>Runs a scenario in one of both ways.</summary>
    public static Task<TracedRun> Of(TraceMode mode, params string[] words) =>
        mode == TraceMode.Command ? OfWorkload(words) : AttachedToProcess(words);

    /// <summary>
    /// Asserts that what was promised was counted, and that the account is whole; and writes it down for a comparison with
    /// other kernels.
    /// </summary>
    public void AssertPromiseKept()
    {
        CountsFile.Add(Promise.CountsByName(Summary));
        CountsFile.Add(Summary.Ledger);
        Summary.AssertWhole();
        Promise.AssertKept(Summary);
    }

    private static Tracer StartCommand(SessionOptions options, string output, string error)
    {
        using StandardStreams streams = StandardStreams.ToFiles(output, error);
        return Tracer.Start(options);
    }
}
