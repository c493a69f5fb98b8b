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

    /// <summary>How many of its threads are remembered.</summary>
    internal int Users { get; set; }

    /// <summary>Whether its threads are called by what was known before.</summary>
    internal bool IsNews { get; set; }

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
