using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Watching;

/// <summary>A session of ours in this process.</summary>
/// <param name="name">What it is called in tables.</param>
/// <param name="target">Whose calls are traced.</param>
internal sealed class SysprofSession(string name, Target target) : Watcher(name)
{
    private TraceSession? _session;

    /// <summary>What was counted by the last session; null before one has ended.</summary>
    public Interval? Counted { get; private set; }

    public override void Attach(int tgid) =>
        _session = TraceSession.Start(new SessionOptions { Target = target, Calls = SyscallSet.Everything });

    public override void Detach()
    {
        if (_session is not null)
        {
            using TraceSession session = _session;
            _session = null;
            Counted = session.Stop();
        }
    }

    /// <summary>Checks that the last session counted each call of getppid that a process made, and lost none.</summary>
    /// <exception cref="SysprofException">It did not.</exception>
    public void Check(int tgid, long expected)
    {
        long counted = Counted is null ? -1 : CallsOf(Counted.Calls, tgid);
        if (counted != expected || Counted!.Ledger.Lost != 0 || Counted.Ledger.Unaccounted != 0)
        {
            throw new SysprofException($"{Name}: {counted} calls counted of {expected}; {Counted?.Ledger}");
        }
    }

    private static long CallsOf(CallTable calls, int tgid)
    {
        _ = SyscallTable.For(SyscallAbi.X64).TryNumber("getppid", out int number);
        long count = 0;
        for (int row = 0; row < calls.ThreadCount; row++)
        {
            if (calls.Thread(row).Info.Key.Tgid == tgid)
            {
                count += calls.Cell(calls.CellOf(row, new CallKey(SyscallAbi.X64, number))).Calls;
            }
        }

        return count;
    }
}
