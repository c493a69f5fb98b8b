using System.Diagnostics.CodeAnalysis;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Kernel.Processes;

/// <summary>Processes of which a look found nothing, and when they are looked at again.</summary>
internal sealed class RepeatedLooks
{
    // A runtime is loaded within some tens of milliseconds where the machine has nothing else to do.
    private static readonly int[] s_pausesMs = [100, 500, 3000];

    private readonly PriorityQueue<(ProcessProgram Process, int Version, int Looks), long> _due = new();

    /// <summary>How many there are.</summary>
    public int Count => _due.Count;

    /// <summary>Notes that a process was looked at so often; after the last time it is left alone.</summary>
    public void Add(ProcessProgram process, int looks)
    {
        if (looks <= s_pausesMs.Length)
        {
            _due.Enqueue((process, process.Version, looks), Environment.TickCount64 + s_pausesMs[looks - 1]);
        }
    }

    /// <summary>Notes a process that changes its name all the time: it is looked at when it has kept one for a while.</summary>
    public void AddRestless(ProcessProgram process) => Add(process, s_pausesMs.Length);

    /// <summary>Milliseconds until one is due; without end (-1) when there is none.</summary>
    public int UntilNextMs() => _due.TryPeek(out _, out long dueMs)
        ? (int)Math.Max(0, dueMs - Environment.TickCount64)
        : Timeout.Infinite;

    /// <summary>Takes one that is due, and says how often it was looked at; passes over those that were asked for anew meanwhile.</summary>
    public bool TryTake([NotNullWhen(true)] out ProcessProgram? process, out int looks)
    {
        while (_due.TryPeek(out var next, out long dueMs) && dueMs <= Environment.TickCount64)
        {
            _due.Dequeue();
            (process, int version, looks) = next;
            if (process.Version == version)
            {
                return true;
            }
        }

        (process, looks) = (null, 0);
        return false;
    }
}
