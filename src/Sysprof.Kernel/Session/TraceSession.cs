using System.ComponentModel;
using System.Diagnostics;
using Sysprof.Kernel.Files;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Processes;
using Sysprof.Kernel.Requirements;
using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>
/// A run: the programs attached, the consumer counting, and Intervals handed out until it is stopped. Disposing it
/// leaves nothing behind in the kernel, whatever happened before.
/// </summary>
public sealed class TraceSession : IDisposable
{
    // While calls are made as fast as they are counted, the ring may be full each time.
    private const int MostVisits = 3;

    private static readonly TimeSpan s_targetPoll = TimeSpan.FromMilliseconds(100);

    // A run that ended tells what was found out by then of processes that came last.
    private static readonly TimeSpan s_lastLooks = TimeSpan.FromMilliseconds(500);

    private readonly Lock _turn = new();
    private readonly ResourceCache _found = new();
    private readonly LedgerKeeper _ledger = new();
    private readonly StoppedCommand? _command;
    private readonly ResolvedTarget _target;
    private readonly KernelPrograms _programs;
    private readonly DescriptorTracker? _descriptors;
    private readonly ProgramLooker? _looker;
    private readonly CgroupSource _cgroups;
    private readonly CallAggregator _aggregator;
    private readonly RingConsumer _consumer;
    private readonly CallWindows _windows;
    private readonly MissingThreads _missing;
    private readonly UnresolvedKeeper _unresolved;
    private readonly AttachGate? _gate;
    private readonly OwnPriority _priority;
    private readonly TaskCompletionSource _targetEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer? _targetTimer;
    private readonly long _ownCpuAtStartNs;
    private long _intervalStartNs;
    private long _intervalCpuNs;
    private ulong _lostEnds;
    private bool _missesLastWords;
    private bool _stopped;

    private TraceSession(SessionOptions options, CgroupMounts mounts, Calibrator calibrator, StoppedCommand? command, OwnPriority priority)
    {
        (_command, _priority) = (command, priority);
        _target = ResolvedTarget.Of(options.Target, command, mounts);
        int ringBytes = RingSize.Checked(options.RingBytes);
        var rehearsal = new Rehearsal(options); // While the kernel verifies the programs.
        _programs = KernelPrograms.Load(KnobValues.Of(options, _target, ringBytes, calibrator.Tgid));
        _cgroups = mounts is { Unified: null, HasLegacy: true } ? new LegacyCgroups() : new ToldCgroups(_programs.StartCgroupRound);
        var membership = new TargetMembership(_target.Comm, calibrator.Tgid, _cgroups);
        _descriptors = options.Descriptors ? new DescriptorTracker(_programs, options.MostReadAtStart) : null;
        _looker = options.Programs ? ProgramLooker.OfMachine() : null;
        _unresolved = new UnresolvedKeeper(_descriptors?.Tables.Unresolved, _looker);
        ProcessPrograms? programs = _looker is null ? null : new ProcessPrograms(_looker);
        _aggregator = new CallAggregator(membership, KnobValues.MachineAbi, _descriptors?.Tables, options.Operations, options.TimeDetail, programs);
        try
        {
            _target.Publish(_programs.Targets);
            membership.PublishNames(_programs.Verdicts);
            rehearsal.End();
            _consumer = new RingConsumer(
                _programs.Events, ringBytes, new RecordCounter(_aggregator, _cgroups, _descriptors?.Told).Count);
            _programs.AttachThreadTracking(_target.Kind);
            _programs.SeedMembers();
            _windows = new CallWindows(_programs, _consumer, _aggregator, _descriptors);
            _missing = new MissingThreads(_programs, _consumer, _aggregator, _descriptors);
            _windows.Open();
            _intervalCpuNs = _ownCpuAtStartNs = OwnClocks.CpuNs();
            if (_command is null)
            {
                BeginFirstInterval();
            }

            double nsPerCall = calibrator.MeasureAdded();
            if (_command is not null)
            {
                BeginFirstInterval(); // It is stopped until now.
            }

            _consumer.ForgetPasses();
            Run = RunDescription.Of(options, _target, ringBytes, _intervalStartNs, nsPerCall);
            double coldNsPerCall = options.MaxOverhead is null ? 0 : calibrator.MeasureAddedCold(nsPerCall);
            _command?.Release();
            _gate = options is { MaxOverhead: { } share, WindowsByHand: false } ? GateFor(share, coldNsPerCall, ringBytes) : null;
            if (_command is not null)
            {
                _looker?.LookEarly(_command.Tgid);
            }
        }
        catch
        {
            _gate?.Stop();
            _consumer?.Dispose();
            _gate?.Dispose(); // The consumer asks it.
            _looker?.Dispose(); // The consumer asks it.
            _cgroups.Dispose(); // Likewise.
            _descriptors?.Dispose();
            _programs.Dispose();
            throw;
        }

        _ = _command?.Ended.ContinueWith(_ => _targetEnded.TrySetResult(), TaskScheduler.Default);
        if (_target.Kind == TargetKind.Tasks && _command is null)
        {
            _targetTimer = new Timer(_ => LookAtTarget(), null, s_targetPoll, s_targetPoll);
        }
    }

    /// <summary>What stays the same over the run.</summary>
    public RunInfo Run { get; }

    /// <summary>
    /// Completes when the command, or every process and thread that was named, has ended; never for other targets.
    /// </summary>
    public Task TargetEnded => _targetEnded.Task;

    /// <summary>
    /// The exit code of the command once it ended: its own, or 128 + N when signal N killed it. Null before, and
    /// where there is no command.
    /// </summary>
    public int? CommandExitCode => _command is { Ended.IsCompletedSuccessfully: true } ? _command.Ended.GetAwaiter().GetResult() : null;

    /// <summary>How the run stands.</summary>
    public SessionStatus Status => new(
        _aggregator.TotalCalls, _aggregator.TotalLost, _aggregator.ThreadCount, OwnClocks.CpuNs() - _ownCpuAtStartNs)
    {
        UnseenNs = _windows.UnseenNs,
    };

    /// <summary>CPU time of the consumer's longest pass over records since the session has started, in nanoseconds.</summary>
    internal long LongestPassNs => _consumer.LongestPassNs;

    /// <summary>The kernel's id of the consumer's thread; 0 until it runs.</summary>
    internal int ConsumerTid => _consumer.Tid;

    /// <summary>Attaches to the target. A command runs from here on.</summary>
    /// <exception cref="SysprofException">
    /// No permission (77), the kernel lacks something (78), no such target or command (1, 126, 127).
    /// </exception>
    public static TraceSession Start(SessionOptions options)
    {
        HostChecks.RequireNamespaces();

        CgroupMounts mounts = CgroupMounts.Read();
        StoppedCommand? command = options.Target is Target.Command run ? new StoppedCommand(run) : null;
        // After the command, which would inherit it. The helper that looks at files gives it back.
        var priority = new OwnPriority(options.RaisesPriority);
        try
        {
            using var calibrator = new Calibrator();
            calibrator.MeasureUntraced(withCold: options.MaxOverhead is not null);
            return new TraceSession(options, mounts, calibrator, command, priority);
        }
        catch
        {
            priority.Dispose();
            command?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Hands out what happened since the last one. Any thread may ask; it takes as long as a look at every thread of
    /// the machine, some microseconds each.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run was stopped.</exception>
    /// <exception cref="SysprofException">
    /// The kernel refused the look, for want of descriptors or memory. The run goes on and loses nothing: ask again.
    /// </exception>
    public Interval Rotate()
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _gate?.ThrowOnFailure();
            return Explained(TurnOver);
        }
    }

    /// <summary>
    /// What every thread of the target is in at this moment, sorted by PID and TID. Nothing is stopped, no signal is sent; a
    /// thread that runs meanwhile is seen as running. It takes as long as a look at every thread of the machine.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run was stopped.</exception>
    /// <exception cref="SysprofException">As in <see cref="Rotate"/>.</exception>
    public IReadOnlyList<ThreadSight> Look()
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            byte[] found = Explained(_programs.LookAtMembers);
            var decoder = new SightDecoder(_programs.ReadCpuClocks(), KnobValues.MachineAbi);
            List<ThreadSight> sights = decoder.DecodeAll(found);
            sights.RemoveAll(sight => !_target.IsNamed(sight.Comm, sight.Process));
            sights.Sort(static (a, b) => (a.Key.Tgid, a.Key.Tid).CompareTo((b.Key.Tgid, b.Key.Tid)));
            return sights;
        }
    }

    /// <summary>
    /// What a descriptor of a process refers to at this moment; null when either is no more. One thread at a time.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run was stopped.</exception>
    public Resource? FindResource(int tgid, int descriptor)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            return _programs.FindDescriptor(tgid, descriptor, _found);
        }
    }

    /// <summary>Takes the memory of an interval back that nobody will read again.</summary>
    public void Recycle(Interval interval) => _aggregator.Recycle(interval.Calls);

    /// <summary>Detaches and hands out the last interval, in which every term of the ledger is counted on its own.</summary>
    /// <exception cref="InvalidOperationException">The run was stopped before.</exception>
    /// <exception cref="SysprofException">The kernel refused the last look, for want of descriptors or memory.</exception>
    public Interval Stop()
    {
        _gate?.Stop();
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _stopped = true;
            return Explained(LastInterval);
        }
    }

    /// <summary>Attaches or detaches calls, with <see cref="SessionOptions.WindowsByHand"/>; they are the other way round now.</summary>
    internal void SetAttached(bool attached)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            if (attached)
            {
                _windows.Open();
            }
            else
            {
                _windows.Close();
            }
        }
    }

    /// <summary>How many processes had a first look at what they run that went so.</summary>
    internal long LooksThatWere(LookOutcome outcome) => _looker?.CountOf(outcome) ?? 0;

    /// <summary>Sends the command a signal, if there is one and it lives.</summary>
    public void SignalCommand(int signal) => _command?.Signal(signal);

    /// <summary>Detaches. A command that still runs goes on.</summary>
    public void Dispose()
    {
        _gate?.Stop();
        lock (_turn)
        {
            _targetTimer?.Dispose();
            _stopped = true;
            _consumer.Dispose();
            _gate?.Dispose();
            _looker?.Dispose();
            _cgroups.Dispose();
            _descriptors?.Dispose();
            _programs.Dispose();
            _command?.Dispose();
            _priority.Dispose();
        }
    }

    private Interval TurnOver()
    {
        // Before the visit: who is not heard of in it was in the same call all the time before.
        long endNs = OwnClocks.NowNs();
        _windows.Turn(MostVisits);
        if (_missesLastWords)
        {
            _missing.End();
        }

        if (_looker is { HasAnswers: true } || _cgroups.HasAnswers)
        {
            _consumer.Drain(DescribeAnew);
        }

        return NextInterval(endNs, closed: false);
    }

    private Interval LastInterval()
    {
        (long endNs, LedgerValue kernel) = _windows.End();
        // A thread that ends between the list and the detaching says so itself.
        IReadOnlyList<ThreadKey> missing = kernel.LostEnds > 0 ? _missing.Find().Threads : [];
        _programs.DetachThreadTracking();
        _consumer.Drain();
        _consumer.Dispose();
        _aggregator.EndMissing(missing);
        _looker?.Settle(s_lastLooks);
        DescribeAnew();
        _gate?.ThrowOnFailure();
        return NextInterval(endNs, closed: true);
    }

    private static T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Win32Exception failure)
        {
            throw new SysprofException(
                $"{failure.Message}: {ErrorText.Of(failure.NativeErrorCode)}",
                ErrorText.HintOf(failure.NativeErrorCode),
                inner: failure);
        }
    }

    /// <summary>What CPU time threads had before is not of the run: it is looked at once.</summary>
    private void BeginFirstInterval()
    {
        _consumer.Drain(() => _aggregator.Begin(_intervalStartNs = OwnClocks.NowNs()));
        _programs.VisitMembers();
    }

    private AttachGate GateFor(double share, double nsPerCall, int ringBytes)
    {
        var bound = new OverheadBound(share, nsPerCall, Random.Shared.NextDouble);
        var gate = new AttachGate(bound, _windows, _programs.ReadLedger, _turn);
        _consumer.WhenMany(RingSize.WakeAt(ringBytes, share) / 2, gate.Look);
        return gate;
    }

    private Interval NextInterval(long endNs, bool closed)
    {
        IntervalBuilder counted = _aggregator.Rotate(endNs);
        LedgerValue kernel = _programs.ReadLedger();
        _missesLastWords = kernel.LostEnds > _lostEnds;
        _lostEnds = kernel.LostEnds;
        Ledger ledger = _ledger.Next(
            counted, kernel, _programs.EntriesMissed(), _aggregator.OutsideInFlight, closed ? _aggregator.InFlight : null);
        if (!closed)
        {
            _descriptors?.Settle(_consumer.Drain);
        }

        _descriptors?.Resolve(counted.Calls);
        long cpuNs = OwnClocks.CpuNs();
        var interval = new Interval
        {
            StartNs = _intervalStartNs,
            EndNs = endNs,
            Calls = counted.Calls,
            Ledger = ledger,
            OwnCpuNs = cpuNs - _intervalCpuNs,
            UnseenNs = _windows.TakeUnseenNs(endNs),
            Unresolved = _unresolved.Next(),
        };
        _intervalStartNs = interval.EndNs;
        _intervalCpuNs = cpuNs;
        return interval;
    }

    /// <summary>What was found out about threads meanwhile. While nothing is counted.</summary>
    private void DescribeAnew()
    {
        _cgroups.HandOut(_aggregator);
        _aggregator.DescribeAnew();
    }

    private void LookAtTarget()
    {
        if (!_target.AnyIdLives())
        {
            _targetEnded.TrySetResult();
        }
    }
}
