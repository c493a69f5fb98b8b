using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Counts the batches of all threads into the current interval. One thread calls <see cref="Add"/> and never waits;
/// any other may call <see cref="Rotate"/>, one at a time.
/// </summary>
/// <param name="directory">Who is in the target, and where threads live.</param>
/// <param name="nativeAbi">The machine's own ABI.</param>
/// <param name="descriptors">
/// What descriptors refer to, so that calls are told apart by it; null where they are not. Whoever tells it something does so
/// where <see cref="Add"/> cannot run.
/// </param>
/// <param name="tellsOperations">Whether calls are told apart by what they were asked to do.</param>
/// <param name="times">How far it is told what threads do with their time.</param>
/// <param name="programs">What processes run; null where nobody asks.</param>
public sealed class CallAggregator(
    ThreadDirectory directory,
    SyscallAbi nativeAbi,
    DescriptorTables? descriptors = null,
    bool tellsOperations = true,
    TimeDetail times = TimeDetail.All,
    ProcessPrograms? programs = null)
{
    /// <summary>The number under which calls stand that are in no table and too various to keep apart.</summary>
    public const int OtherUnknownNumber = int.MinValue;

    private const int RecentThreads = 1 << 14;

    // At most one ends in a batch: so many with each keep up with them, and make no batch a long one.
    private const int MostForgottenAtOnce = 4;

    private readonly Dictionary<ThreadKey, ThreadState> _threads = [];
    private readonly EndedThreads _ended = new();

    // By the lower bits of the tid: who of these threads was heard of last. Most batches need no other look-up.
    private readonly ThreadState?[] _recent = new ThreadState?[RecentThreads];
    private readonly CallCounter _counter = new(nativeAbi, descriptors, tellsOperations);
    private readonly CallWaits _waits = new(nativeAbi, tellsOperations);
    private readonly InFlightCounts _inFlight = new();
    private readonly CgroupWaiters _cgroupWaiters = new();
    private readonly IntervalExchange _intervals = new();
    private long _rotations;
    private long _seenRotations;
    private ulong _newestNs;
    private long _totalCalls;
    private long _totalLost;
    private int _threadCount;

    /// <summary>Threads of the target that are in a call whose entry was counted.</summary>
    public long InFlight => _inFlight.Inside;

    /// <summary>The same for threads that are not in the target.</summary>
    public long OutsideInFlight => _inFlight.Outside;

    /// <summary>Calls counted since the start.</summary>
    public long TotalCalls => Volatile.Read(ref _totalCalls);

    /// <summary>Calls found lost since the start.</summary>
    public long TotalLost => Volatile.Read(ref _totalLost);

    /// <summary>Threads of the target that have been seen and live.</summary>
    public int ThreadCount => Volatile.Read(ref _threadCount);

    /// <summary>
    /// Says when the first interval begins: what threads did with their time before is not of the run. Not while
    /// <see cref="Add"/> may run.
    /// </summary>
    /// <param name="nowNs">CLOCK_MONOTONIC nanoseconds.</param>
    public void Begin(long nowNs)
    {
        _intervals.Current.Begin(nowNs);
        foreach (ThreadState state in _threads.Values)
        {
            state.Clock.Restart();
        }
    }

    /// <summary>Counts a batch. What of it was counted before, from a snapshot, is passed over.</summary>
    public void Add(in ThreadBatch batch)
    {
        IntervalBuilder interval = _intervals.BeginWriting();
        ThreadState state = Meet(batch);
        if (state.EndedAtRotation < 0)
        {
            if (state.Member && state.Interval != interval)
            {
                state.BeginInterval(interval);
            }

            NewCalls news = CountNew(batch, state, interval);
            if (state.InFlight is not null || batch.State != CallState.None)
            {
                SetInFlight(batch, state, interval);
            }

            if (times != TimeDetail.None)
            {
                state.CountTime(batch, interval, news, _waits, times == TimeDetail.All);
            }

            if (batch.Kind == BatchKind.Last)
            {
                End(state, interval);
            }
        }

        _intervals.EndWriting();
    }

    /// <summary>
    /// Hands out what was counted since the last call and begins anew. Waits for the batch that is being counted, if
    /// one is: microseconds. <see cref="Add"/> does not wait.
    /// </summary>
    /// <param name="nowNs">When the next interval begins, CLOCK_MONOTONIC nanoseconds.</param>
    public IntervalBuilder Rotate(long nowNs = 0)
    {
        IntervalBuilder finished = _intervals.Swap(nowNs);
        Interlocked.Increment(ref _rotations); // Partner: the reads in Meet and Bury.
        return finished;
    }

    /// <summary>Takes the table of an interval back that nobody reads any more, to be filled again.</summary>
    public void Recycle(CallTable table) => _intervals.Recycle(table);

    /// <summary>The threads whose end has not been reported. Not while <see cref="Add"/> may run.</summary>
    public IReadOnlyList<ThreadKey> Living() =>
        [.. _threads.Values.Where(state => state.EndedAtRotation < 0).Select(state => state.Key)];

    /// <summary>
    /// Ends those of the threads whose end has not been reported meanwhile: they are in no call. Not while
    /// <see cref="Add"/> may run.
    /// </summary>
    public void EndMissing(IReadOnlyList<ThreadKey> missing)
    {
        foreach (ThreadKey key in missing)
        {
            if (!_threads.TryGetValue(key, out ThreadState? state) || state.EndedAtRotation >= 0)
            {
                continue;
            }

            _inFlight.Set(state, null);
            Bury(state);
            if (state.Member)
            {
                _threadCount--;
                ref ThreadRow row = ref RowOf(state, _intervals.Current);
                row.InFlight = null;
                row.Ended = true;
            }
        }
    }

    /// <summary>
    /// Calls that are open now are cut, and go on as if nobody had seen them begin. Not while <see cref="Add"/> may run.
    /// </summary>
    /// <param name="nowNs">CLOCK_MONOTONIC nanoseconds, after all entries that were counted.</param>
    public void Cut(ulong nowNs)
    {
        _waits.CutUntilNs = nowNs;
        foreach (ThreadState state in _threads.Values.Where(state => state.CountsAsInFlight))
        {
            InFlightCall open = state.InFlight.GetValueOrDefault() with { BeforeStart = true };
            _inFlight.Set(state, open);
            if (state.Member)
            {
                RowOf(state, _intervals.Current).InFlight = open;
            }

            _intervals.Current.Cut += state.Member ? 1 : 0;
            _intervals.Current.Outside += state.Member ? 0 : 1;
        }
    }

    /// <summary>Names a cgroup by its id, for the threads too that were met before its path was known. On the thread that counts.</summary>
    public void NameCgroup(ulong cgroupId, string path) =>
        NameCgroup(interval => _cgroupWaiters.Take(cgroupId, interval), path);

    /// <summary>Names the cgroup of one thread, if it is known, where ids tell nothing (cgroup v1). On the thread that counts.</summary>
    public void NameCgroup(ThreadKey key, string path) => NameCgroup(_ => _threads.TryGetValue(key, out ThreadState? state) ? [state] : [], path);

    private void NameCgroup(Func<IntervalBuilder, IEnumerable<ThreadState>> threads, string path)
    {
        IntervalBuilder interval = _intervals.BeginWriting();
        foreach (ThreadState state in threads(interval))
        {
            state.Info = state.Info with { Cgroup = path };
            state.Redescribe(interval);
        }

        _intervals.EndWriting();
    }

    /// <summary>
    /// Describes the threads anew of whose processes it has been found out what they run. Not while <see cref="Add"/> may run.
    /// </summary>
    public void DescribeAnew() => programs?.DescribeAnew(_intervals.Current);

    private ThreadState Meet(in ThreadBatch batch)
    {
        if (Volatile.Read(ref _rotations) != _seenRotations)
        {
            _seenRotations = Volatile.Read(ref _rotations); // Partner: the increment in Rotate.
            _ended.BeginRotation(_seenRotations);
            descriptors?.Rotate(_newestNs);
            _counter.ReleaseUnusedPlaces();
            // While a look hangs there is no answer that would lead to this.
            programs?.AskRefused();
        }

        ForgetEnded();

        _newestNs = Math.Max(_newestNs, batch.BaseNs);
        ref ThreadState? recent = ref RecentAt(batch.Thread);
        if (recent is null || recent.Key != batch.Thread)
        {
            recent = LookUp(batch);
        }

        ThreadState state = recent;
        if (state.Comm != batch.Comm || state.Process != batch.Process || state.CgroupId != batch.CgroupId)
        {
            Rename(state, batch);
        }

        return state;
    }

    private ref ThreadState? RecentAt(ThreadKey thread) => ref _recent[thread.Tid & (RecentThreads - 1)];

    /// <summary>What is known of a thread that others took the recent place of, or of a new one.</summary>
    private ThreadState LookUp(in ThreadBatch batch)
    {
        if (!_threads.TryGetValue(batch.Thread, out ThreadState? state))
        {
            state = new ThreadState { Key = batch.Thread, Info = directory.Describe(batch) };
            Name(state, batch);
            _threadCount += state.Member ? 1 : 0;
            _threads.Add(batch.Thread, state);
            state.Descriptors = descriptors?.Join(state.Key.Tgid);
        }

        return state;
    }

    /// <summary>Forgets threads that ended before the last rotation, with each batch a few more than can end in it.</summary>
    private void ForgetEnded()
    {
        for (int left = MostForgottenAtOnce; left > 0 && _ended.TryTake(out ThreadState? ended); left--)
        {
            _threads.Remove(ended.Key);
            programs?.Leave(ended);
            if (ended.Descriptors is { } opened)
            {
                descriptors?.Leave(ended.Key.Tgid, opened);
            }

            RecentAt(ended.Key) = null;
        }
    }

    private void Bury(ThreadState state) => _ended.Add(state, Volatile.Read(ref _rotations));

    private void Name(ThreadState state, in ThreadBatch batch)
    {
        state.Comm = batch.Comm;
        state.Process = batch.Process;
        if (state.CgroupId != batch.CgroupId)
        {
            state.CgroupId = batch.CgroupId;
            _cgroupWaiters.Add(state);
        }

        state.Member = directory.IsMember(state.Key, state.Info.Comm, state.Info.Process);
        if (state.Member)
        {
            programs?.Join(state);
        }
    }

    private void Rename(ThreadState state, in ThreadBatch batch)
    {
        InFlightCall? inFlight = state.InFlight;
        bool wasMember = state.Member;
        _inFlight.Set(state, null);
        if (wasMember && state.EndedAtRotation < 0)
        {
            // Under its new name it may be outside the target, and then nobody says any more that the call is over.
            RowOf(state, _intervals.Writing).InFlight = null;
        }

        state.Info = directory.Describe(batch, state.Info);
        Name(state, batch);
        _inFlight.Set(state, inFlight);
        _threadCount += (state.Member ? 1 : 0) - (wasMember ? 1 : 0);
        if (state.Member != wasMember && state.EndedAtRotation < 0)
        {
            // Nobody outside the target is told to have ended when they do.
            RowOf(state, _intervals.Writing).Ended = !state.Member;
        }

        if (state.Member && state.Interval == _intervals.Writing)
        {
            _intervals.Writing.Calls.Thread(state.Row).Info = state.Info;
        }
    }

    /// <summary>A member's row in an interval, made when it has none yet.</summary>
    private static ref ThreadRow RowOf(ThreadState state, IntervalBuilder interval)
    {
        if (state.Interval != interval)
        {
            state.BeginInterval(interval);
        }

        return ref interval.Calls.Thread(state.Row);
    }

    /// <summary>Counts the part of the batch that is new, and the gap before it.</summary>
    private NewCalls CountNew(in ThreadBatch batch, ThreadState state, IntervalBuilder interval)
    {
        ulong end = batch.FirstSequence + (ulong)batch.Calls.Length;
        if (end <= state.NextSequence)
        {
            return default;
        }

        long lost = 0;
        ReadOnlySpan<FinishedCall> calls = batch.Calls;
        if (batch.FirstSequence > state.NextSequence)
        {
            lost = (long)(batch.FirstSequence - state.NextSequence);
        }
        else
        {
            calls = calls[(int)(state.NextSequence - batch.FirstSequence)..];
        }

        state.NextSequence = end;
        if (!state.Member)
        {
            interval.Outside += calls.Length + lost;
            return default;
        }

        Volatile.Write(ref _totalLost, _totalLost + lost);
        Volatile.Write(ref _totalCalls, _totalCalls + calls.Length);
        interval.Lost += lost;
        interval.Returned += calls.Length;
        if (lost > 0)
        {
            interval.Calls.Thread(state.Row).Lost += lost;
        }

        CallTimes times = _counter.Count(calls, batch.BaseNs, state, interval.Calls);
        return new NewCalls { Calls = calls, Lost = lost, Times = times };
    }

    /// <summary>Notes the call that a thread is in, for a member in its row, too.</summary>
    private void SetInFlight(in ThreadBatch batch, ThreadState state, IntervalBuilder interval)
    {
        _inFlight.Set(state, _waits.InFlightOf(batch));
        if (state.Member)
        {
            interval.Calls.Thread(state.Row).InFlight = state.InFlight;
        }
    }

    /// <summary>A thread's last words: the call it is in will never return.</summary>
    private void End(ThreadState state, IntervalBuilder interval)
    {
        InFlightCall? open = state.InFlight;
        _inFlight.Set(state, null);
        Bury(state);
        if (!state.Member)
        {
            interval.Outside += open is { BeforeStart: false } ? 1 : 0;
            return;
        }

        _threadCount--;
        ref ThreadRow row = ref interval.Calls.Thread(state.Row);
        row.Ended = true;
        row.InFlight = null;
        if (open is { BeforeStart: false } call)
        {
            ref CallCell cell = ref interval.Calls.Cell(interval.Calls.CellOf(state.Row, call.Key));
            cell.Calls++;
            cell.NeverReturned++;
            interval.NeverReturned++;
            Volatile.Write(ref _totalCalls, _totalCalls + 1);
        }
    }
}
