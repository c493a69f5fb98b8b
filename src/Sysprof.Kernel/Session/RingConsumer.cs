using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Ring;
using Sysprof.Kernel.Wire;

namespace Sysprof.Kernel.Session;

/// <summary>
/// The thread that moves batches from the ring to the aggregator, and does nothing else: no file, no /proc, no lock that is held
/// during such things. It reads the ring at intervals that follow how much there is, and is woken when the ring is a quarter full
/// (less with an overhead bound) or another thread drains it.
/// </summary>
internal sealed unsafe class RingConsumer : IDisposable
{
    // The oldest a staged call gets while its thread makes calls is 100 ms: looking more often finds little.
    private const int BusyWaitMs = 20;
    private const int UsualWaitMs = 100;
    private const int IdleWaitMs = 1000;
    // Between two passes it notices that it is to stop or is drained.
    private const long BytesPerPass = 1 << 16;

    private readonly RingReader _ring;
    private readonly RingReader.RecordHandler _count;
    private readonly FileDescriptor _epoll;
    private readonly FileDescriptor _poke;
    private readonly ManualResetEventSlim _drained = new();
    private readonly Thread _thread;
    private readonly long _ringBytes;
    private Action? _afterwards;
    private long _drainTarget = long.MaxValue;
    private long _manyBytes = long.MaxValue;
    private long _bytesUntold;
    private Action? _tellMany;
    private bool _stopping;
    private int _tid;
    private long _longestPassNs;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the thread.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="ringBytes">Its size.</param>
    /// <param name="count">What takes records.</param>
    public RingConsumer(BpfMap ring, int ringBytes, RingReader.RecordHandler count)
    {
        _count = count;
        _ringBytes = ringBytes;
        _epoll = Check(LibC.EpollCreate(LibC.CloseOnExec), "making an epoll");
        _poke = Check(LibC.EventFd(0, LibC.CloseOnExec | LibC.NonBlocking), "making an eventfd");
        // Edge-triggered: the ring is readable with a single batch in it, and we want to hear of a wake-up alone.
        Watch(ring.Fd);
        Watch(_poke.Number);
        _ring = new RingReader(ring.Fd, ringBytes, RecordDecoder.LongestRecordBytes);
        _thread = new Thread(Run) { IsBackground = true, Name = "ring consumer" };
        _thread.Start();
    }

    /// <summary>The kernel's id of the thread; 0 until it runs.</summary>
    public int Tid => Volatile.Read(ref _tid); // Partner: the write in Run.

    /// <summary>
    /// CPU time of the longest pass over records since the start or <see cref="ForgetPasses"/>, in nanoseconds, with what was done at
    /// the end of a drain.
    /// </summary>
    public long LongestPassNs => Volatile.Read(ref _longestPassNs); // Partner: the write in Pass.

    /// <summary>Begins to measure passes anew: in the first ones the runtime compiles what they need.</summary>
    public void ForgetPasses() => Volatile.Write(ref _longestPassNs, 0); // Partner: the read in Pass, at worst of the same pass.

    /// <summary>Calls <paramref name="tell"/> on the consumer's thread each time it has read so many bytes without a wait.</summary>
    public void WhenMany(long bytes, Action tell)
    {
        _tellMany = tell;
        Volatile.Write(ref _manyBytes, bytes); // Partner: the read in Pass.
    }

    /// <summary>Returns when everything that is in the ring now has been counted.</summary>
    /// <param name="afterwards">Done then, while nothing is being counted.</param>
    public void Drain(Action? afterwards = null)
    {
        _afterwards = afterwards; // Published by the write of the target below.
        _drained.Reset();
        Volatile.Read(ref _failure)?.Throw(); // Partner: the write in Run, after which nobody drains any more.
        Volatile.Write(ref _drainTarget, _ring.ProducerPosition); // Partner: the read in TellDrained.
        Poke();
        _drained.Wait();
        _failure?.Throw();
    }

    /// <summary>Ends the thread. May be called again.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        Volatile.Write(ref _stopping, true); // Partner: the read in Run.
        Poke();
        _thread.Join();
        _ring.Dispose();
        _epoll.Dispose();
        _poke.Dispose();
        _drained.Dispose();
    }

    private void Run()
    {
        try
        {
            Volatile.Write(ref _tid, LibC.ThreadId()); // Partner: the read in Tid.
            OwnPriority.RaiseThread();
            CountUntilStopped();
        }
        catch (Exception failure)
        {
            // Whatever it is, it is thrown where the run can be ended in order: at the next drain.
            Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(failure)); // Partner: the read in Drain.
            _drained.Set();
        }
    }

    private void CountUntilStopped()
    {
        int waitMs = UsualWaitMs;
        long bytes = 0;
        long lookedNs = OwnClocks.NowNs();
        while (!Volatile.Read(ref _stopping)) // Partner: the write in Dispose.
        {
            (long passed, bool waitedFor) = Pass();
            bytes += passed;
            if (passed < BytesPerPass)
            {
                long nowNs = OwnClocks.NowNs();
                waitMs = waitedFor ? 0 : NextWait(bytes, Math.Max(1, (nowNs - lookedNs) / 1_000_000), waitMs);
                (bytes, lookedNs) = (0, nowNs);
                _bytesUntold = 0;
                Wait(waitMs);
            }
        }
    }

    /// <summary>Counts what is in the ring, up to a limit; returns the bytes, and whether a drain waits for more.</summary>
    private (long Bytes, bool WaitedFor) Pass()
    {
        long startNs = OwnClocks.ThreadCpuNs();
        long bytes = _ring.Read(_count, BytesPerPass);
        _bytesUntold += bytes;
        if (_bytesUntold >= Volatile.Read(ref _manyBytes)) // Partner: the write in WhenMany.
        {
            _tellMany?.Invoke();
            _bytesUntold = 0;
        }

        bool waitedFor = !TellDrained();
        long passNs = OwnClocks.ThreadCpuNs() - startNs;
        if (passNs > _longestPassNs)
        {
            Volatile.Write(ref _longestPassNs, passNs); // Partner: the read in LongestPassNs.
        }

        return (bytes, waitedFor);
    }

    /// <summary>Tells who waits for it, if all that they wait for is counted; false when it is not yet.</summary>
    private bool TellDrained()
    {
        long target = Volatile.Read(ref _drainTarget);
        if (target == long.MaxValue)
        {
            return true;
        }

        if (_ring.ConsumerPosition < target)
        {
            return false;
        }

        Volatile.Write(ref _drainTarget, long.MaxValue);
        _afterwards?.Invoke();
        _drained.Set();
        return true;
    }

    /// <summary>Milliseconds until the next look at the ring.</summary>
    /// <param name="bytes">What came in since the last one.</param>
    /// <param name="overMs">In how many milliseconds, at least 1.</param>
    /// <param name="lastWaitMs">How long it was to wait then.</param>
    private int NextWait(long bytes, long overMs, int lastWaitMs)
    {
        if (bytes >= _ringBytes / 16)
        {
            // At this rate no more than a quarter of the ring comes in until then.
            return (int)Math.Clamp(overMs * (_ringBytes / 4) / bytes, 1, BusyWaitMs);
        }

        return bytes > 0 ? UsualWaitMs : Math.Min(Math.Max(lastWaitMs, UsualWaitMs) * 2, IdleWaitMs);
    }

    private void Wait(int milliseconds)
    {
        EpollEvent* ready = stackalloc EpollEvent[2];
        if (LibC.EpollWait(_epoll.Number, ready, 2, milliseconds) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw new Win32Exception(error, "waiting for the ring");
            }
        }
    }

    private void Poke()
    {
        ulong one = 1;
        if (LibC.Write(_poke.Number, &one, sizeof(ulong)) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "waking the ring consumer");
        }
    }

    private void Watch(int fd)
    {
        var change = new EpollEvent { Events = unchecked((uint)(LibC.EpollIn | LibC.EpollEdge)) };
        if (LibC.EpollControl(_epoll.Number, LibC.EpollAdd, fd, &change) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "watching the ring");
        }
    }

    private static FileDescriptor Check(int fd, string action) => fd < 0
        ? throw new Win32Exception(Marshal.GetLastPInvokeError(), action)
        : new FileDescriptor(fd);
}
