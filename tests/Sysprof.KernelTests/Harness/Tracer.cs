using System.Diagnostics;
using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>A session whose intervals are added up as they come.</summary>
internal sealed class Tracer : IDisposable
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);

    private Tracer(TraceSession session)
    {
        Session = session;
        Summary = new Summary(session.Run);
    }

    public TraceSession Session { get; }

    /// <summary>All that was handed out so far.</summary>
    public Summary Summary { get; }

    /// <summary>Starts tracing; skips the test where, and only where, this user may not do it.</summary>
    public static Tracer Start(SessionOptions options)
    {
        try
        {
            return new Tracer(TraceSession.Start(options));
        }
        catch (SysprofException refused) when (refused.ExitCode == ExitCode.NotPermitted)
        {
            Assert.Skip($"needs root or CAP_BPF and CAP_PERFMON: {refused.Message}");
            throw new UnreachableException();
        }
    }

    /// <summary>Starts tracing all calls of a target.</summary>
    public static Tracer Start(Target target) =>
        Start(new SessionOptions { Target = target, Calls = SyscallSet.Everything });

    /// <summary>Ends an interval and adds it to <see cref="Summary"/>.</summary>
    public Interval Rotate() => Added(Session.Rotate());

    /// <summary>Ends the run and adds the last interval to <see cref="Summary"/>.</summary>
    public Interval Stop() => Added(Session.Stop());

    /// <summary>Ends intervals one after the other until something has completed.</summary>
    public async Task RotateUntil(Task end)
    {
        while (await Task.WhenAny(end, Task.Delay(s_turn)) != end)
            Rotate();
        await end;
    }

    public void Dispose() => Session.Dispose();

    private Interval Added(Interval interval)
    {
        Summary.Add(interval);
        return interval;
    }
}
