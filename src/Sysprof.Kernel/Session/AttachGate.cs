using System.ComponentModel;
using Sysprof.Kernel.Wire;
using Sysprof.Profile;

namespace Sysprof.Kernel.Session;

/// <summary>The thread that opens and closes windows as an <see cref="OverheadBound"/> says.</summary>
internal sealed class AttachGate : IDisposable
{
    private const int LongestWaitMs = 1000;

    // While calls are attached: not all that cost something wake anybody, such as those of others beside a target.
    private const int LongestAttachedWaitMs = 20;

    private readonly OverheadBound _bound;
    private readonly CallWindows _windows;
    private readonly Func<LedgerValue> _readLedger;
    private readonly Lock _turn;
    private readonly AutoResetEvent _busy = new(false);
    private readonly Thread _thread;
    private bool _stopping;
    private long _openingNs;
    private Exception? _failure;

    /// <summary>Begins while a window is open.</summary>
    /// <param name="bound">What decides.</param>
    /// <param name="windows">What is opened and closed.</param>
    /// <param name="readLedger">Reads the kernel's counters.</param>
    /// <param name="turn">Held by whoever uses the windows.</param>
    public AttachGate(OverheadBound bound, CallWindows windows, Func<LedgerValue> readLedger, Lock turn)
    {
        (_bound, _windows, _readLedger, _turn) = (bound, windows, readLedger, turn);
        _thread = new Thread(Run) { IsBackground = true, Name = "attach gate" };
        _thread.Start(_bound.Begin(Read()));
    }

    /// <summary>Many calls were made: to be looked at now. Any thread, until it is disposed of.</summary>
    public void Look() => _busy.Set();

    /// <summary>
    /// Leaves the windows as they are; nobody opens or closes one any more. Not by who holds the lock. May be called again.
    /// </summary>
    public void Stop()
    {
        if (!Volatile.Read(ref _stopping)) // Partner: the write below, of a call before this one.
        {
            Volatile.Write(ref _stopping, true); // Partner: the reads in Go.
            _busy.Set();
        }

        _thread.Join();
    }

    /// <summary>When it was stopped, and nobody asks for a look any more.</summary>
    public void Dispose() => _busy.Dispose();

    /// <summary>Throws if something ended the thread: for good, whatever the cause was.</summary>
    /// <exception cref="SysprofException">Something did.</exception>
    public void ThrowOnFailure()
    {
        if (Volatile.Read(ref _failure) is { } failure) // Partner: the write in Run.
        {
            throw new SysprofException($"keeping the overhead bound: {failure.Message}", (failure as SysprofException)?.Hint);
        }
    }

    private void Run(object? first)
    {
        try
        {
            Go((GateStep)first!);
        }
        catch (Exception failure) when (failure is SysprofException or Win32Exception or InvalidDataException)
        {
            Volatile.Write(ref _failure, failure); // Partner: the read in ThrowOnFailure.
        }
    }

    private void Go(GateStep step)
    {
        while (!Volatile.Read(ref _stopping))
        {
            long leftMs = (step.UntilNs - OwnClocks.NowNs() + 999_999) / 1_000_000;
            _ = _busy.WaitOne((int)Math.Clamp(leftMs, 0, step.Attached ? LongestAttachedWaitMs : LongestWaitMs));
            lock (_turn)
            {
                if (Volatile.Read(ref _stopping))
                {
                    return;
                }

                step = _bound.Next(Read());
                Follow(step.Attached);
            }
        }
    }

    private void Follow(bool attached)
    {
        if (attached == _windows.IsOpen)
        {
            return;
        }

        long beforeNs = OwnClocks.CpuNs();
        if (attached)
        {
            _windows.Open();
            _openingNs = OwnClocks.CpuNs() - beforeNs;
        }
        else
        {
            _windows.Close();
            _bound.NoteEdges(_openingNs + OwnClocks.CpuNs() - beforeNs);
        }
    }

    private CostReading Read()
    {
        LedgerValue kernel = _readLedger();
        return new CostReading(
            OwnClocks.NowNs(), (long)(kernel.Entered + kernel.Refused + kernel.Passed), OwnClocks.CpuNs());
    }
}
