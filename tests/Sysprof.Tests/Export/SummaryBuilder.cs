using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Tests.Export;

/// <summary>Makes results by hand: threads, then calls of the latest thread.</summary>
internal sealed class SummaryBuilder
{
    public const long StartNs = 5_000_000_000;
    public const long EndNs = StartNs + 12_500_000_007;

    private readonly CallTable _calls = new();
    private int _row = -1;

    public SummaryBuilder Thread(
        int tgid, int tid, string comm, string? process = null, string cgroup = "/", ulong startNs = 1000)
    {
        var key = new ThreadKey(tgid, tid, startNs);
        _row = _calls.AddThread(new ThreadInfo(key, comm, process ?? comm, 1, cgroup));
        return this;
    }

    /// <summary>What the process of the latest thread runs.</summary>
    public SummaryBuilder Runs(ProgramKind kind, string name = "", string version = "") => Runs(new ProgramInfo(kind, name, version));

    public SummaryBuilder Runs(ProgramInfo program)
    {
        ref ThreadRow row = ref _calls.Thread(_row);
        row.Info = row.Info with { Program = program };
        return this;
    }

    public SummaryBuilder Calls(
        string name, long count, long eachNs, bool waits = false, SyscallAbi abi = SyscallAbi.X64) =>
        Calls(Key(name, abi), count, eachNs, waits);

    public SummaryBuilder Calls(CallKey key, long count, long eachNs, bool waits = false) =>
        Calls(new CellKey(key), count, eachNs, waits);

    /// <summary>Calls that were asked for one thing, on one thing where that is known.</summary>
    public SummaryBuilder Part(
        string name,
        long count,
        long eachNs,
        Operation operation = default,
        Resource? resource = null,
        bool waits = false,
        long bytes = 0,
        string errno = "")
    {
        var key = new CellKey(Key(name, SyscallAbi.X64), operation, resource);
        Calls(key, count, eachNs, waits);
        int cell = _calls.CellOf(_row, key);
        _calls.Cell(cell).Bytes += bytes;
        if (errno.Length > 0)
        {
            Xunit.Assert.True(ErrnoNames.TryNumber(errno, out int number));
            _calls.AddErrno(cell, number, count);
            _calls.Cell(cell).Errors += count;
        }

        return this;
    }

    private SummaryBuilder Calls(CellKey key, long count, long eachNs, bool waits)
    {
        int cell = _calls.CellOf(_row, key);
        _calls.AddLatency(cell, LatencyBuckets.Slot(eachNs), (uint)count);
        ref CallCell counts = ref _calls.Cell(cell);
        counts.MinNs = counts.Returned == 0 ? eachNs : Math.Min(counts.MinNs, eachNs);
        counts.MaxNs = Math.Max(counts.MaxNs, eachNs);
        counts.Calls += count;
        counts.TimeNs += count * eachNs;
        counts.BlockedCalls += waits ? count : 0;
        counts.BlockedNs += waits ? count * eachNs : 0;
        counts.IdleNs += waits && IdleWait.IsOne(key.Call, key.Operation) ? count * eachNs : 0;
        return this;
    }

    /// <summary>Makes some of the calls counted already failures.</summary>
    public SummaryBuilder Errors(string name, string errno, long count, SyscallAbi abi = SyscallAbi.X64)
    {
        int cell = _calls.CellOf(_row, Key(name, abi));
        Xunit.Assert.True(ErrnoNames.TryNumber(errno, out int number));
        _calls.AddErrno(cell, number, count);
        _calls.Cell(cell).Errors += count;
        return this;
    }

    public SummaryBuilder Restarted(string name, long count)
    {
        _calls.Cell(_calls.CellOf(_row, Key(name, SyscallAbi.X64))).Restarted += count;
        return this;
    }

    public SummaryBuilder Bytes(string name, long bytes)
    {
        _calls.Cell(_calls.CellOf(_row, Key(name, SyscallAbi.X64))).Bytes += bytes;
        return this;
    }

    public SummaryBuilder NeverReturns(string name)
    {
        ref CallCell counts = ref _calls.Cell(_calls.CellOf(_row, Key(name, SyscallAbi.X64)));
        counts.Calls++;
        counts.NeverReturned++;
        return this;
    }

    public SummaryBuilder Ended()
    {
        _calls.Thread(_row).Ended = true;
        return this;
    }

    /// <summary>Gives a thread a time that ends with the result.</summary>
    public SummaryBuilder Time(ThreadTime time)
    {
        ref ThreadRow thread = ref _calls.Thread(_row);
        (thread.Time, thread.UntilNs) = (time, EndNs);
        return this;
    }

    public SummaryBuilder Lost(long calls)
    {
        _calls.Thread(_row).Lost = calls;
        return this;
    }

    public SummaryBuilder InFlight(string name, long forNs, bool beforeStart = false) =>
        InFlightSince(name, EndNs - forNs, beforeStart);

    public SummaryBuilder InFlightSince(string name, long enterNs, bool beforeStart = false)
    {
        CallKey key = Key(name, SyscallAbi.X64);
        var call = new InFlightCall(key, 0, (ulong)enterNs, beforeStart)
        {
            Wait = IdleWait.IsOne(key, default) ? CallWait.Idle : CallWait.Waiting,
        };
        _calls.Thread(_row).InFlight = call;
        return this;
    }

    /// <summary>
    /// Gives all threads the time that their calls took, of <paramref name="wallNs"/> until <paramref name="untilNs"/>; the rest
    /// goes to what they are in, or to user.
    /// </summary>
    public SummaryBuilder Timed(long untilNs, long wallNs)
    {
        for (int row = 0; row < _calls.ThreadCount; row++)
        {
            long left = wallNs;
            CallCell sum = default;
            foreach (int cell in _calls.CellsOf(row))
            {
                sum.TimeNs += _calls.Cell(cell).TimeNs;
                sum.BlockedNs += _calls.Cell(cell).BlockedNs;
                sum.IdleNs += _calls.Cell(cell).IdleNs;
            }

            var time = new ThreadTime
            {
                WorkingNs = Take(sum.TimeNs - sum.BlockedNs),
                WaitingNs = Take(sum.BlockedNs - sum.IdleNs),
                IdleNs = Take(sum.IdleNs),
                ReadyNs = Take(wallNs / 64),
            };
            ref ThreadRow thread = ref _calls.Thread(row);
            thread.UntilNs = untilNs;
            thread.Time = thread.InFlight?.Wait switch
            {
                CallWait.Idle => time with { IdleNs = time.IdleNs + left, CpuNs = time.WorkingNs },
                CallWait.Waiting => time with { WaitingNs = time.WaitingNs + left, CpuNs = time.WorkingNs },
                _ => time with { UserNs = left, CpuNs = left + time.WorkingNs },
            };

            long Take(long ns)
            {
                long taken = Math.Min(ns, left);
                left -= taken;
                return taken;
            }
        }

        return this;
    }

    /// <summary>The result, its ledger balanced, then changed as wanted.</summary>
    public Summary Build(Func<Ledger, Ledger>? change = null, string traced = "")
    {
        var summary = new Summary(new RunInfo
        {
            Host = "web-1",
            Kernel = "6.18.1",
            Architecture = "x86_64",
            Start = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)),
            StartNs = StartNs,
            Target = "-p 4121",
            Syscalls = traced,
            NsPerCall = 269.4,
            Version = "0.1.0",
        });
        summary.Add(BuildInterval(StartNs, EndNs, 150_000_000, change));
        return summary;
    }

    /// <summary>The same as one of several intervals.</summary>
    public Interval BuildInterval(long startNs, long endNs, long ownCpuNs, Func<Ledger, Ledger>? change = null)
    {
        Ledger ledger = Account();
        return new Interval
        {
            StartNs = startNs,
            EndNs = endNs,
            Calls = _calls,
            Ledger = change?.Invoke(ledger) ?? ledger,
            OwnCpuNs = ownCpuNs,
        };
    }

    private Ledger Account()
    {
        var ledger = new Ledger { Closed = true };
        for (int cell = 0; cell < _calls.CellCount; cell++)
        {
            CallCell counts = _calls.Cell(cell);
            ledger = ledger with
            {
                Returned = ledger.Returned + counts.Returned,
                NeverReturn = ledger.NeverReturn + counts.NeverReturned,
            };
        }

        for (int row = 0; row < _calls.ThreadCount; row++)
        {
            bool isInFlight = _calls.Thread(row).InFlight is { BeforeStart: false };
            ledger = ledger with
            {
                InFlight = ledger.InFlight + (isInFlight ? 1 : 0),
                Lost = ledger.Lost + _calls.Thread(row).Lost,
            };
        }

        return ledger with { Entered = ledger.Returned + ledger.NeverReturn + ledger.InFlight + ledger.Lost };
    }

    private static CallKey Key(string name, SyscallAbi abi)
    {
        Xunit.Assert.True(SyscallTable.For(abi).TryNumber(name, out int number), name);
        return new CallKey(abi, number);
    }
}
