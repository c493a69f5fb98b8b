namespace Sysprof.Profile.Aggregation;

/// <summary>Threads that were met before the path of their cgroup was known, by the id of the cgroup.</summary>
internal sealed class CgroupWaiters
{
    // A cgroup that is gone may never be named: beyond so many threads the oldest question is as good as unanswered.
    private const int MostWaiters = 1 << 16;

    private readonly Dictionary<ulong, List<ThreadState>> _byCgroup = [];
    private int _count;

    /// <summary>Adds a thread, if the path of its cgroup is not known.</summary>
    public void Add(ThreadState state)
    {
        if (state.Info.Cgroup.Length > 0)
        {
            return;
        }

        if (_count >= MostWaiters)
        {
            _byCgroup.Clear();
            _count = 0;
        }

        if (!_byCgroup.TryGetValue(state.CgroupId, out List<ThreadState>? waiting))
        {
            _byCgroup.Add(state.CgroupId, waiting = []);
        }

        waiting.Add(state);
        _count++;
    }

    /// <summary>Removes and returns the threads that waited for a cgroup, are in it still, and live or are in an interval.</summary>
    public IEnumerable<ThreadState> Take(ulong cgroupId, IntervalBuilder interval)
    {
        if (!_byCgroup.Remove(cgroupId, out List<ThreadState>? waiting))
        {
            return [];
        }

        _count -= waiting.Count;
        return waiting.Where(
            state => state.CgroupId == cgroupId && (state.EndedAtRotation < 0 || state.Interval == interval));
    }
}
