using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Running;

/// <summary>A run that goes on: the kernel's, or a made-up one in tests. Members as in <see cref="TraceSession"/>.</summary>
internal interface ILiveRun : IDisposable
{
    /// <summary>What stays the same over the run.</summary>
    public RunInfo Run { get; }

    /// <summary>Completes when the command, or every target process and thread, has ended; never for other targets.</summary>
    public Task TargetEnded { get; }

    /// <summary>The command's exit code once it ended, 128 + N when signal N killed it; null without a command.</summary>
    public int? CommandExitCode { get; }

    /// <summary>How it goes, for progress.</summary>
    public SessionStatus Status { get; }

    /// <summary>Hands out what happened since the last time.</summary>
    public Interval Rotate();

    /// <summary>What every thread of the target is in at this moment.</summary>
    public IReadOnlyList<ThreadSight> Look();

    /// <summary>What a descriptor of a process refers to at this moment; null when either is no more.</summary>
    public Resource? FindResource(int tgid, int descriptor);

    /// <summary>Takes the memory of an interval back that nobody will read again.</summary>
    public void Recycle(Interval interval);

    /// <summary>Ends the tracing and hands out the last, closed interval.</summary>
    public Interval Stop();

    /// <summary>Gives up every capability of our process for good; what was attached stays so.</summary>
    public void DropPrivileges();

    /// <summary>The same, but for what looking at others' processes and passing signals on to a command take.</summary>
    public void DropMostPrivileges();

    /// <summary>Sends a signal to the command, if there is one and it lives.</summary>
    public void SignalCommand(int signal);
}
