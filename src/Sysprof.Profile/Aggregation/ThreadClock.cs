using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Splits a thread's time from one batch to the next: how far it has been told, the CPU time up to then, and what the thread
/// was in.
/// </summary>
internal struct ThreadClock
{
    /// <summary>
    /// The CPU time of a running thread lags behind by a tick at most: 4 ms with CONFIG_HZ=250. Where ticks are longer, what is
    /// beyond that counts as waiting for a CPU for as long.
    /// </summary>
    public const long TickNs = 4_000_000;

    private long _toldNs;
    private long _cpuNs;
    private long _enterNs;
    private CallWait _wait;

    /// <summary>Until when time has been told, CLOCK_MONOTONIC nanoseconds.</summary>
    public readonly long ToldNs => _toldNs;

    /// <summary>
    /// Counts what most batches tell: a thread that was in no call sends what it has finished since, and had the CPU time that
    /// it wanted. False when it is another; then nothing is counted.
    /// </summary>
    /// <param name="batch">What was told, with the thread in no call.</param>
    /// <param name="beginNs">When the interval began.</param>
    /// <param name="news">What of the batch is new.</param>
    /// <param name="row">Where it is counted.</param>
    public bool AdvancePlainly(in ThreadBatch batch, long beginNs, in NewCalls news, ref ThreadRow row)
    {
        long noted = (long)batch.CpuNs;
        long untilNs = (long)batch.ToldNs;
        long wallNs = untilNs - _toldNs;
        long betweenNs = wallNs - news.Times.AllNs;
        long workingNs = news.Times.AllNs - news.Times.BlockedNs;
        long cpuNs = betweenNs + workingNs;
        bool isPlain = batch.Kind == BatchKind.Flush && news.Lost == 0 && _enterNs == 0
            && _toldNs >= beginNs && _toldNs > 0 && betweenNs >= 0 && cpuNs <= noted + TickNs - _cpuNs
            && news.Calls is [var first, ..] && (long)(batch.BaseNs + first.StartDeltaNs) >= _toldNs;
        if (!isPlain)
        {
            return false;
        }

        cpuNs = Math.Max(_cpuNs + cpuNs, noted);
        row.Time.CpuNs += cpuNs - _cpuNs;
        row.Time.UserNs += betweenNs;
        row.Time.WorkingNs += workingNs;
        row.Time.WaitingNs += news.Times.BlockedNs - news.Times.IdleNs;
        row.Time.IdleNs += news.Times.IdleNs;
        row.UntilNs = untilNs;
        (_toldNs, _cpuNs) = (untilNs, cpuNs);
        return true;
    }

    /// <summary>What the thread did since the last batch, or since the interval began where that was later.</summary>
    /// <param name="batch">What was told.</param>
    /// <param name="beginNs">When the interval began; before that it was in what it is known to have been in.</param>
    /// <param name="news">What of the batch is new.</param>
    /// <param name="inFlight">What the thread is in now.</param>
    /// <param name="waits">What knows which waits are idle.</param>
    /// <param name="allTraced">Whether every call is traced.</param>
    public ThreadTime Advance(
        in ThreadBatch batch, long beginNs, in NewCalls news, InFlightCall? inFlight, CallWaits waits, bool allTraced)
    {
        long untilNs = MomentOf(batch, inFlight);
        long fromNs = Math.Max(_toldNs == 0 ? (long)batch.SinceNs : _toldNs, beginNs);
        if (untilNs <= fromNs)
        {
            Pass(batch, inFlight);
            return default;
        }

        if (_toldNs == 0 && (long)batch.SinceNs < beginNs)
        {
            // What it had before nobody asks for.
            _cpuNs = (long)batch.CpuNs;
        }

        ThreadTime inCalls = InNew(batch, news, fromNs, waits) + InOpened(inFlight, fromNs, untilNs)
            + InLeft(batch, news, inFlight, fromNs, untilNs);
        long betweenNs = Math.Max(0, untilNs - fromNs - inCalls.WallNs);
        if (!allTraced)
        {
            inCalls.UnknownNs += betweenNs;
        }

        (_toldNs, _enterNs, _wait) = (untilNs, (long)(inFlight?.EnterNs ?? 0), inFlight?.Wait ?? CallWait.None);
        return allTraced ? OnCpu(batch, inCalls, betweenNs) : inCalls with { CpuNs = TakeNoted(batch) };
    }

    /// <summary>Forgets the time before the run.</summary>
    public void Restart() => _toldNs = 0;

    /// <summary>Takes note of a batch without asking what the time before it was.</summary>
    public void Pass(in ThreadBatch batch, InFlightCall? inFlight)
    {
        long untilNs = MomentOf(batch, inFlight);
        if (untilNs >= _toldNs)
        {
            (_toldNs, _enterNs, _wait) = (untilNs, (long)(inFlight?.EnterNs ?? 0), inFlight?.Wait ?? CallWait.None);
            _cpuNs = Math.Max(_cpuNs, (long)batch.CpuNs);
        }
    }

    /// <summary>When what a batch says was so. A copy of a thread that runs may be a little younger than its time.</summary>
    private static long MomentOf(in ThreadBatch batch, InFlightCall? inFlight)
    {
        ulong moment = Math.Max(batch.ToldNs, inFlight?.EnterNs ?? 0);
        return (long)(batch.Calls is [.., var last] ? Math.Max(moment, batch.BaseNs + last.StartDeltaNs + (ulong)last.DurationNs) : moment);
    }

    private static ThreadTime In(long ns, CallWait wait) => wait switch
    {
        CallWait.Idle => new() { IdleNs = ns },
        CallWait.Waiting => new() { WaitingNs = ns },
        _ => new() { WorkingNs = ns },
    };

    /// <summary>The time in finished calls, without what of them was before.</summary>
    private static ThreadTime InNew(in ThreadBatch batch, in NewCalls news, long fromNs, CallWaits waits)
    {
        (long allNs, long blockedNs, long idleNs) = news.Times;
        foreach (ref readonly FinishedCall call in news.Calls)
        {
            long beforeNs = Math.Min(call.DurationNs, fromNs - (long)(batch.BaseNs + call.StartDeltaNs));
            if (beforeNs <= 0)
            {
                break;
            }

            CallWait wait = waits.Of(call.Number, call.Argument, call.Result);
            allNs -= beforeNs;
            blockedNs -= wait == CallWait.None ? 0 : beforeNs;
            idleNs -= wait == CallWait.Idle ? beforeNs : 0;
        }

        return new ThreadTime { WorkingNs = allNs - blockedNs, WaitingNs = blockedNs - idleNs, IdleNs = idleNs };
    }

    /// <summary>The time in the call that it is in now.</summary>
    private static ThreadTime InOpened(InFlightCall? inFlight, long fromNs, long untilNs) => inFlight is { } call
        ? In(untilNs - Math.Max(fromNs, (long)call.EnterNs), call.Wait)
        : default;

    /// <summary>The time in a call that it was in and that no finished call tells of, and in those that were lost.</summary>
    private readonly ThreadTime InLeft(
        in ThreadBatch batch, in NewCalls news, InFlightCall? inFlight, long fromNs, long untilNs)
    {
        long nextNs = news.Calls is [var first, ..] ? (long)(batch.BaseNs + first.StartDeltaNs) : (long)(inFlight?.EnterNs ?? (ulong)untilNs);
        if (nextNs <= fromNs)
        {
            return default;
        }

        return (news.Lost > 0, _enterNs > 0) switch
        {
            (true, _) => new ThreadTime { UnknownNs = nextNs - fromNs },
            (_, true) => In(nextNs - fromNs, _wait),
            _ => default,
        };
    }

    private long TakeNoted(in ThreadBatch batch)
    {
        long before = _cpuNs;
        _cpuNs = Math.Max(_cpuNs, (long)batch.CpuNs);
        return _cpuNs - before;
    }

    /// <summary>
    /// Divides the time in which the thread wanted a CPU: alike between calls and outside them, as it lost its CPU in either.
    /// </summary>
    private ThreadTime OnCpu(in ThreadBatch batch, in ThreadTime inCalls, long betweenNs)
    {
        long noted = (long)batch.CpuNs;
        long mayHave = noted + (batch.Kind == BatchKind.Snapshot ? 0 : TickNs) - _cpuNs;
        long wantedNs = betweenNs + inCalls.WorkingNs;
        long cpuNs = Math.Clamp(mayHave, 0, wantedNs);
        long workingNs = cpuNs == wantedNs ? inCalls.WorkingNs : (long)((Int128)inCalls.WorkingNs * cpuNs / wantedNs);
        long before = _cpuNs;
        _cpuNs = Math.Max(_cpuNs + cpuNs, noted);
        return inCalls with
        {
            CpuNs = _cpuNs - before,
            UserNs = cpuNs - workingNs,
            WorkingNs = workingNs,
            ReadyNs = wantedNs - cpuNs,
        };
    }
}
