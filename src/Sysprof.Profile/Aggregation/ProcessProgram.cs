using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// A process of which it is asked what it runs. Who asks has it, and who finds out, who reads no more than what is public.
/// </summary>
/// <param name="tgid">Its id.</param>
public sealed class ProcessProgram(int tgid)
{
    private int _version;
    private int _queued;

    /// <summary>Its id; another process may have it by the time that it is looked at.</summary>
    public int Tgid => tgid;

    /// <summary>The name of its leader.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How often it became another program as far as its name tells: an answer is one to the question of its number.</summary>
    public int Version => Volatile.Read(ref _version); // Partner: the write in Rename.

    /// <summary>What it runs; null while that is not known.</summary>
    internal ProgramInfo? Program { get; set; }

    /// <summary>When the oldest of its threads that were met started, CLOCK_MONOTONIC nanoseconds.</summary>
    internal ulong OldestNs { get; set; } = ulong.MaxValue;

    /// <summary>The first of its threads that are remembered.</summary>
    internal ThreadState? First { get; private set; }

    /// <summary>Its place among those that are to be asked for again; null when it is not.</summary>
    internal LinkedListNode<ProcessProgram>? Refused { get; set; }

    /// <summary>Notes one of its threads.</summary>
    internal void Add(ThreadState thread)
    {
        thread.NextOfProcess = First;
        if (First is not null)
        {
            First.PreviousOfProcess = thread;
        }

        First = thread;
    }

    /// <summary>Forgets one of its threads.</summary>
    internal void Remove(ThreadState thread)
    {
        (ThreadState? previous, ThreadState? next) = (thread.PreviousOfProcess, thread.NextOfProcess);
        if (previous is null)
        {
            First = next;
        }
        else
        {
            previous.NextOfProcess = next;
        }

        if (next is not null)
        {
            next.PreviousOfProcess = previous;
        }

        (thread.PreviousOfProcess, thread.NextOfProcess) = (null, null);
    }

    /// <summary>Takes it for a queue in which it is once at most; false when it is in it.</summary>
    public bool TryQueue() => Interlocked.Exchange(ref _queued, 1) == 0; // Partner: the write in Unqueue.

    /// <summary>It left the queue: what changes from now on is asked anew.</summary>
    public void Unqueue() => Interlocked.Exchange(ref _queued, 0); // Partner: the exchange in TryQueue.

    /// <summary>Notes that it has another name, and so may run another program.</summary>
    internal void Rename(string name)
    {
        Name = name;
        Program = null;
        Volatile.Write(ref _version, _version + 1); // Partner: the read in Version, before which who looks reads no name.
    }
}
