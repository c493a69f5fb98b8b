using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sysprof.Kernel.Processes;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.KernelTests.Children;

/// <summary>What a child does that gives up its capabilities, which is for good and cannot be done in a test's process.</summary>
internal static class DroppedChild
{
    /// <summary>Threads that <see cref="DropAmidStarts"/> starts and that stay.</summary>
    public const int Stayers = Starters * StayersEach;

    private const int Starters = 3;
    private const int StayersEach = 20;
    private const int SetMask = 2; // SIG_SETMASK of <asm-generic/signal.h>

    public static Target TargetOf(string kind, string target) => kind switch
    {
        "machine" => new Target.Machine(),
        "tasks" => new Target.Tasks([int.Parse(target, CultureInfo.InvariantCulture)], []),
        "comm" => new Target.Comm(new Regex(target)),
        "cgroup" => new Target.Cgroup(target),
        _ => throw new ArgumentException(kind),
    };

    /// <summary>Drops and says "ready"; then tells what the program of a process is, or "nothing".</summary>
    public static async Task FindProgram(int tgid)
    {
        Privileges.Drop();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        using var finder = new ProgramFinder();
        Console.WriteLine(finder.Find(tgid).Program?.ToString() ?? "nothing");
    }

    /// <summary>
    /// Starts to trace getppid, drops, starts a thread and says "ready". An interval for each "rotate"; at "stop" the
    /// report of <see cref="ChildMain"/> with "cgroup TID PATH" before it, and "stopped" when the session is put away.
    /// Ends at the next line.
    /// </summary>
    public static async Task Trace(Target target)
    {
        using var waits = new ThingsThatWait();
        var summary = default(Summary);
        try
        {
            using var session = TraceSession.Start(
                new SessionOptions { Target = target, Calls = SyscallSet.Parse("getppid") });
            Privileges.Drop();
            await waits.GoOn();
            var late = new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true, Name = "late" };
            late.Start();
            summary = new Summary(session.Run);
            Console.WriteLine("ready");
            while (await Console.In.ReadLineAsync() == "rotate")
            {
                summary.Add(session.Rotate());
                Console.WriteLine($"living {session.Status.Threads}");
                Console.WriteLine("rotated");
            }

            summary.Add(session.Stop());
        }
        catch (SysprofException refused) when (refused.ExitCode == ExitCode.NotPermitted)
        {
            ChildMain.SaySkip(refused);
            return;
        }

        foreach ((_, ThreadRow thread) in summary.Threads())
            Console.WriteLine($"cgroup {thread.Info.Key.Tid} {thread.Info.Cgroup}");
        ChildMain.Print(summary);
        Console.WriteLine("stopped");
        await Console.In.ReadLineAsync();
    }

    /// <summary>Drops while some threads start others, which start one more each; says "ready" when all that stay are there.</summary>
    public static async Task DropAmidStarts()
    {
        var stop = new ManualResetEventSlim();
        using var first = new CountdownEvent(Starters);
        using var all = new CountdownEvent(Stayers);
        string before = Dispositions();
        for (int i = 0; i < Starters; i++)
            new Thread(() => StartOthers(first, all, stop)) { IsBackground = true }.Start();
        first.Wait();
        Privileges.Drop();
        string after = Dispositions();
        all.Wait();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        stop.Set();
        Console.WriteLine(before == after ? "signals as before" : $"{before} {after}");
        Console.WriteLine($"effective {Privileges.Effective:x}");
    }

    /// <summary>Tries to drop with a thread that blocks all signals, then lets it take them, and tries again.</summary>
    /// <remarks>Nobody awaits: the thread would start those of the pool, which would block all signals as it does.</remarks>
    public static Task DropAllButOne()
    {
        using var deaf = new SemaphoreSlim(0);
        using var listen = new SemaphoreSlim(0);
        var thread = new Thread(() =>
        {
            ulong all = ulong.MaxValue;
            ulong none = 0;
            _ = Mask(SetMask, in all, 0, sizeof(ulong));
            deaf.Release();
            listen.Wait();
            _ = Mask(SetMask, in none, 0, sizeof(ulong));
            deaf.Release();
            Thread.Sleep(Timeout.Infinite);
        })
        { IsBackground = true, Name = "deaf" };
        thread.Start();
        deaf.Wait();
        try
        {
            Privileges.Drop();
            Console.WriteLine("all are said to be dropped");
        }
        catch (SysprofException refused)
        {
            Console.WriteLine("ready");
            Console.WriteLine(refused.Message);
        }

        listen.Release();
        deaf.Wait();
        Privileges.Drop();
        Console.WriteLine($"effective {Privileges.Effective:x}");
        return Task.CompletedTask;
    }

    /// <summary>Every other thread stays, as long as there are few; what a thread starts inherits from it.</summary>
    private static void StartOthers(CountdownEvent first, CountdownEvent all, ManualResetEventSlim stop)
    {
        for (int i = 0; !stop.IsSet; i++)
        {
            bool stays = i % 2 == 0 && i / 2 < StayersEach;
            var outer = new Thread(() =>
            {
                var inner = new Thread(() =>
                {
                    if (!stays)
                        return;
                    all.Signal();
                    stop.Wait();
                })
                { IsBackground = true };
                inner.Start();
            })
            { IsBackground = true };
            outer.Start();
            if (i == 0)
                first.Signal();
            outer.Join();
        }
    }

    /// <summary>Which signals are caught and ignored.</summary>
    private static string Dispositions() => string.Join(' ', File.ReadLines("/proc/self/status").Where(line =>
        line.StartsWith("SigCgt:", StringComparison.Ordinal) || line.StartsWith("SigIgn:", StringComparison.Ordinal)));

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern long Mask(long number, int how, in ulong set, nint old, nint bytes);

    private static long Mask(int how, in ulong set, nint old, nint bytes) => Mask(14, how, in set, old, bytes); // rt_sigprocmask

    /// <summary>What is under way when signals interrupt every thread: a connection to come, a timer, a sleep.</summary>
    private sealed class ThingsThatWait : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task<TcpClient> _accepted;
        private readonly TaskCompletionSource _ticked = new();
        private readonly Timer _timer;
        private readonly SemaphoreSlim _woken = new(0);
        private readonly Thread _sleeper;

        public ThingsThatWait()
        {
            _listener.Start();
            _accepted = _listener.AcceptTcpClientAsync();
            _timer = new Timer(_ => _ticked.TrySetResult(), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
            _sleeper = new Thread(_woken.Wait) { IsBackground = true };
            _sleeper.Start();
        }

        public async Task GoOn()
        {
            using var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint);
            (await _accepted).Dispose();
            await _ticked.Task;
            _woken.Release();
            _sleeper.Join();
        }

        public void Dispose()
        {
            _timer.Dispose();
            _listener.Dispose();
            _woken.Dispose();
        }
    }
}
