using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>
/// What the descriptors of every process refer to, kept right by what the kernel tells of those that are opened, made,
/// inherited or connected.
/// </summary>
/// <remarks>
/// That is told at once, while calls are sent in batches: when a call is counted, what its descriptor referred to is
/// known. One thread at a time; <see cref="CallAggregator.Add"/> is one that asks.
/// </remarks>
/// <param name="find">
/// Finds out what a descriptor (process, descriptor) refers to right now that nothing was told of; null when it cannot.
/// </param>
/// <param name="lives">Whether there is a process with an id; asked of those that have made no call.</param>
public sealed class DescriptorTables(Func<int, int, Resource?> find, Func<int, bool> lives)
{
    private readonly Dictionary<int, ProcessDescriptors> _processes = [];
    private readonly List<int> _gone = [];
    private (ulong Before, ulong Last) _newestAtLastRotation;
    private long _rotation;

    /// <summary>How many processes are remembered.</summary>
    public int ProcessCount => _processes.Count;

    /// <summary>Notes what a descriptor refers to from a moment on.</summary>
    /// <param name="tgid">Whose descriptor.</param>
    /// <param name="descriptor">Its number, 0 or more.</param>
    /// <param name="sinceNs">CLOCK_MONOTONIC nanoseconds; 0 when it may have been so for ever.</param>
    /// <param name="resource">What it refers to.</param>
    public void Bind(int tgid, int descriptor, ulong sinceNs, Resource resource) =>
        Of(tgid).Bind(descriptor, sinceNs, resource);

    /// <summary>Notes that a process was forked: it has its parent's descriptors, or shares them with it.</summary>
    /// <param name="parentTgid">Whose descriptors.</param>
    /// <param name="childTgid">The new process, which takes the place of one that had its id before.</param>
    /// <param name="atNs">When, in CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="shared">Whether what one of them opens is open in the other (CLONE_FILES).</param>
    public void Fork(int parentTgid, int childTgid, ulong atNs, bool shared)
    {
        ProcessDescriptors parent = Of(parentTgid);
        _processes[childTgid] = shared ? parent : parent.ForkedAt(atNs, _rotation);
    }

    /// <summary>Forgets what descriptors refer to, so that it is found out anew when a call is made on them.</summary>
    public void Forget()
    {
        foreach (ProcessDescriptors descriptors in _processes.Values)
        {
            descriptors.Forget();
        }
    }

    /// <summary>The descriptors of a process.</summary>
    internal ProcessDescriptors Of(int tgid)
    {
        if (!_processes.TryGetValue(tgid, out ProcessDescriptors? descriptors))
        {
            descriptors = new ProcessDescriptors { SinceRotation = _rotation };
            _processes.Add(tgid, descriptors);
        }

        return descriptors;
    }

    /// <summary>What a descriptor referred to at a moment; asked of the system when nothing was told of it.</summary>
    internal Binding At(int tgid, ProcessDescriptors descriptors, int descriptor, ulong ns) =>
        descriptors.At(descriptor, ns)
        ?? descriptors.Bind(descriptor, 0, Resolve(tgid, descriptors, descriptor));

    /// <summary>What nothing was told of. When something younger is known, what is there now is that.</summary>
    private Resource Resolve(int tgid, ProcessDescriptors descriptors, int descriptor) =>
        descriptors.Knows(descriptor) ? Resource.Unresolved : find(tgid, descriptor) ?? Resource.Unresolved;

    /// <summary>A rotation has passed: forgets processes without threads, and what no call asks for any more.</summary>
    /// <param name="newestNs">When the newest batch so far began, CLOCK_MONOTONIC nanoseconds.</param>
    internal void Rotate(ulong newestNs)
    {
        // A thread's calls are on their way until the next visit, at the longest. What was the newest two rotations ago
        // was before the last one.
        ulong countedNs = _newestAtLastRotation.Before;
        _newestAtLastRotation = (_newestAtLastRotation.Last, newestNs);
        _rotation++;
        foreach (ProcessDescriptors descriptors in _processes.Values)
        {
            descriptors.InheritBefore(countedNs);
        }

        foreach ((int tgid, ProcessDescriptors descriptors) in _processes)
        {
            // One that was just forked is heard of by its first batch, one that makes no calls perhaps much later.
            if (descriptors.Users == 0 && descriptors.SinceRotation < _rotation - 2 && !lives(tgid))
            {
                _gone.Add(tgid);
            }
            else
            {
                descriptors.ForgetBefore(countedNs);
            }
        }

        _gone.ForEach(tgid => _processes.Remove(tgid));
        _gone.Clear();
    }
}
