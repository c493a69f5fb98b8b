using System.ComponentModel;
using System.Diagnostics;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Wire;

namespace Sysprof.Kernel.Session;

/// <summary>
/// Measures what tracing adds to a call: a process of ours makes calls before attaching and after. Its calls are left
/// out of every result.
/// </summary>
internal sealed unsafe class Calibrator : IDisposable
{
    // The least of some short rounds: interruptions only ever add time. Pauses lie between them, since who shares the core slows
    // calls down for up to tens of milliseconds. Calls are sent in batches: as many in each round.
    private const int Rounds = 24;

    // Where all CPUs are busy a round waits for one twice: then these have to do.
    private const int FewestRounds = 3;
    private const uint CallsPerRound = 8 * WireLimits.BatchCalls;

    // Walking through memory takes most of the time of these.
    private const uint ColdCallsPerRound = WireLimits.BatchCalls;

    // More than the first-level caches of any CPU hold, and than most of what calls of programs that do something leave there.
    private const uint ColdBytes = 256 << 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    // On an idle machine they take some 40 ms: a pause and half a millisecond of calls each.
    private static readonly TimeSpan s_mostForRounds = TimeSpan.FromMilliseconds(250);

    private readonly FileDescriptor _to;
    private readonly FileDescriptor _from;
    private double _untracedNs;
    private double _untracedColdNs;

    public Calibrator()
    {
        int to, from;
        Tgid = SysprofNative.StartCalibrator(&to, &from);
        if (Tgid < 0)
        {
            throw new Win32Exception(-Tgid, "starting the process that measures our cost");
        }

        _to = new FileDescriptor(to);
        _from = new FileDescriptor(from);
    }

    public int Tgid { get; }

    /// <summary>Calls of getppid that <see cref="LeastNsPerCall()"/> makes.</summary>
    public static int CallsPerMeasurement => Rounds * (int)CallsPerRound;

    /// <summary>Before attaching.</summary>
    /// <param name="withCold">Whether <see cref="MeasureAddedCold"/> will be asked for.</param>
    public void MeasureUntraced(bool withCold = false)
    {
        _untracedNs = LeastInTime(CallsPerRound, coldBytes: 0);
        _untracedColdNs = withCold ? LeastInTime(ColdCallsPerRound, ColdBytes) : 0;
    }

    /// <summary>After attaching: the nanoseconds that tracing adds to a call, at least 0.</summary>
    public double MeasureAdded() => Math.Max(0, LeastInTime(CallsPerRound, coldBytes: 0) - _untracedNs);

    /// <summary>
    /// The same for a call of a program that uses its caches for something else: the nanoseconds that tracing adds to it.
    /// </summary>
    /// <param name="leastNs">What <see cref="MeasureAdded"/> returned: it is not less.</param>
    public double MeasureAddedCold(double leastNs) =>
        Math.Max(leastNs, LeastInTime(ColdCallsPerRound, ColdBytes) - _untracedColdNs);

    public void Dispose()
    {
        // It ends when it reads the end of the pipe.
        _to.Dispose();
        _from.Dispose();
        _ = LibC.WaitProcess(Tgid, null, 0);
    }

    /// <summary>What a call takes now, in nanoseconds, however long it takes to find out.</summary>
    public double LeastNsPerCall() => Least(CallsPerRound, coldBytes: 0, TimeSpan.MaxValue);

    private double LeastInTime(uint calls, uint coldBytes) => Least(calls, coldBytes, s_mostForRounds);

    private double Least(uint calls, uint coldBytes, TimeSpan most)
    {
        double least = double.MaxValue;
        long startedAt = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds && (round < FewestRounds || Stopwatch.GetElapsedTime(startedAt) < most); round++)
        {
            Thread.Sleep(s_pause);
            long taken = SysprofNative.Measure(_to.Number, _from.Number, calls, coldBytes);
            if (taken < 0)
            {
                throw new Win32Exception((int)-taken, "measuring our cost");
            }

            least = Math.Min(least, (double)taken / calls);
        }

        return least;
    }
}
