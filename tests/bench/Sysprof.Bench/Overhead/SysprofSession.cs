using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Overhead;

/// <summary>A session of ours, which must count exactly the calls that were made: all of them, or none.</summary>
/// <param name="name">What it is called in the table.</param>
/// <param name="target">Whose calls are traced.</param>
/// <param name="loopIsTarget">Whether that includes the loop's.</param>
internal sealed class SysprofSession(string name, Target target, bool loopIsTarget) : Contender(name)
{
    private TraceSession? _session;

    protected override void Attach(Calibrator loop) =>
        _session = TraceSession.Start(new SessionOptions { Target = target, Calls = SyscallSet.Everything });

    protected override void Detach(Calibrator loop, long callsMade)
    {
        if (_session is null)
        {
            return;
        }

        using TraceSession session = _session;
        Interval interval = session.Stop();
        long expected = loopIsTarget ? callsMade : 0;
        long counted = CallsOf(interval.Calls, loop.Tgid);
        if (counted != expected || interval.Ledger.Lost != 0 || interval.Ledger.Unaccounted != 0)
        {
            throw new SysprofException($"{Name}: {counted} calls counted of {expected}; {interval.Ledger}");
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
