using System.Globalization;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.KernelTests.Children;

/// <summary>
/// What this program does as a child of a test. It says "ready", waits for a line, and prints what it has to say. It
/// ends at the end of its stdin too, so that none outlives its test.
/// </summary>
internal static class ChildMain
{
    private const int SetName = 15; // PR_SET_NAME of linux/prctl.h
    private const int GetParent = 110; // getppid on x86-64: .NET never makes it
    private const int CallsEach = 1009;

    /// <summary>Does what the words name.</summary>
    public static async Task<int> Run(string[] words)
    {
        await (words switch
        {
            ["trace", string set, string ring, .. string[] tgids] => Trace(new SessionOptions
            {
                Target = new Target.Tasks([.. tgids.Select(Number)], []),
                Calls = SyscallSet.Parse(set),
                RingBytes = ring == "-" ? null : Number(ring),
            }),
            ["dropped", string kind, string target] => DroppedChild.Trace(DroppedChild.TargetOf(kind, target)),
            ["dropped-amid-starts"] => DroppedChild.DropAmidStarts(),
            ["find-dropped", string tgid] => DroppedChild.FindProgram(Number(tgid)),
            ["dropped-but-one"] => DroppedChild.DropAllButOne(),
            ["hold", .. string[] command] => Hold(command),
            ["threads", string process, .. string[] threads] => MakeCalls(process, threads),
            _ => throw new ArgumentException(string.Join(' ', words)),
        });
        return 0;
    }

    /// <summary>
    /// Traces until it is told to "go", with an interval and "living THREADS" for each "rotate" before that. Then prints
    /// "thread TID CALLS LOST" for each thread and "ledger ENTERED RETURNED LOST UNACCOUNTED INFLIGHT SHOWN NOMEMORY",
    /// which <see cref="ChildReport"/> explains.
    /// </summary>
    private static async Task Trace(SessionOptions options)
    {
        TraceSession session;
        try
        {
            session = TraceSession.Start(options);
        }
        catch (SysprofException refused) when (refused.ExitCode == ExitCode.NotPermitted)
        {
            SaySkip(refused);
            return;
        }

        using (session)
        {
            Console.WriteLine("ready");
            var summary = new Summary(session.Run);
            string? line;
            while ((line = await Console.In.ReadLineAsync()) == "rotate")
            {
                summary.Add(session.Rotate());
                Console.WriteLine($"living {session.Status.Threads}");
                Console.WriteLine("rotated");
            }

            if (line is null)
                return;
            summary.Add(session.Stop());
            Print(summary);
        }
    }

    /// <summary>Says why the test is to be skipped.</summary>
    public static void SaySkip(SysprofException refused) =>
        Console.WriteLine($"skip needs root or CAP_BPF and CAP_PERFMON: {refused.Message}");

    /// <summary>Prints what <see cref="Trace"/> has found.</summary>
    public static void Print(Summary summary)
    {
        summary.AssertBalanced();
        foreach ((int row, ThreadRow thread) in summary.Threads())
            Console.WriteLine($"thread {thread.Info.Key.Tid} {CallsOf(summary, row)} {thread.Lost}");
        Ledger ledger = summary.Ledger;
        int shown = summary.Threads().Count(thread => thread.Thread.InFlight is { BeforeStart: false });
        Console.WriteLine(
            $"ledger {ledger.Entered} {ledger.Returned} {ledger.Lost} {ledger.Unaccounted} {ledger.InFlight} {shown} " +
            $"{ledger.LostNoMemory}");
    }

    /// <summary>Starts a command and does not let it go.</summary>
    private static async Task Hold(string[] command)
    {
        using var stopped = new StoppedCommand(new Target.Command(command));
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
    }

    private static long CallsOf(Summary summary, int row)
    {
        long calls = 0;
        foreach (int cell in summary.Calls.CellsOf(row))
            calls += summary.Calls.Cell(cell).Calls;
        return calls;
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    /// <summary>Threads of these names in a process of this name; each makes 1009 getppid when told to.</summary>
    private static async Task MakeCalls(string process, string[] names)
    {
        _ = Name(SetName, process);
        using var ready = new CountdownEvent(names.Length);
        using var go = new ManualResetEventSlim();
        Thread[] threads = [.. names.Select(name => new Thread(() =>
        {
            _ = Name(SetName, name);
            ready.Signal();
            go.Wait();
            for (int i = 0; i < CallsEach; i++)
                _ = Call(GetParent);
        }) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        ready.Wait();
        Console.WriteLine("ready");
        if (await Console.In.ReadLineAsync() is null)
            return;
        go.Set();
        Array.ForEach(threads, thread => thread.Join());
    }

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Name(int option, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern long Call(long number);
}
