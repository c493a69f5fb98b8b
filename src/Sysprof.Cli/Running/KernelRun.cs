using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Running;

/// <summary>A run on the real kernel.</summary>
internal sealed class KernelRun(TraceSession session) : ILiveRun
{
    public RunInfo Run => session.Run;

    public Task TargetEnded => session.TargetEnded;

    public int? CommandExitCode => session.CommandExitCode;

    public SessionStatus Status => session.Status;

    public static ILiveRun Start(SessionOptions options) => new KernelRun(TraceSession.Start(options));

    public Interval Rotate() => session.Rotate();

    public IReadOnlyList<ThreadSight> Look() => session.Look();

    public Resource? FindResource(int tgid, int descriptor) => session.FindResource(tgid, descriptor);

    public void Recycle(Interval interval) => session.Recycle(interval);

    public Interval Stop() => session.Stop();

    public void DropPrivileges() => Privileges.Drop();

    public void DropMostPrivileges() => Privileges.DropMost();

    public void SignalCommand(int signal) => session.SignalCommand(signal);

    public void Dispose() => session.Dispose();
}
