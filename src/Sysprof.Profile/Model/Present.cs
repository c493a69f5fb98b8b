using System.Runtime.InteropServices;

namespace Sysprof.Profile.Model;

/// <summary>
/// The last interval with everybody who is there, whether they made a call in it or not: what <c>top</c> shows. Its
/// memory follows the threads that live, not those that ever lived.
/// </summary>
public sealed class Present(RunInfo run)
{
    /// <summary>For how many intervals after its last one a thread that ended is still there.</summary>
    public const int FadingIntervals = 3;

    private readonly Dictionary<ThreadKey, Attendance> _attendance = [];
    private readonly List<ThreadKey> _faded = [];
    private Ledger? _ledger;
    private Summary _spare = new(run);

    /// <summary>
    /// The interval shown last: counts are its own; a thread that goes on waiting is in its call, one that ended lately
    /// has no counts. The next <see cref="Show"/> makes another and leaves this one alone, the one after that reuses it: it can
    /// be read on another thread until its successor has taken its place there.
    /// </summary>
    public Summary Summary { get; private set; } = new(run);

    /// <summary>The account since the start, or since <see cref="ClearLedger"/>.</summary>
    public Ledger Ledger => _ledger ?? default;

    /// <summary>Threads that live.</summary>
    public int LivingThreads { get; private set; }

    /// <summary>Those threads, without their calls: who they are, and what they were in when last looked at.</summary>
    public IEnumerable<ThreadRow> Living =>
        _attendance.Values.Where(attendance => !attendance.Row.Ended).Select(attendance => attendance.Row);

    /// <summary>Takes note of who is there at the end of the interval that follows, and shows it.</summary>
    public void Show(Interval interval)
    {
        (Summary, _spare) = (_spare, Summary);
        Summary.Restart(_attendance.Values.Select(attendance => attendance.Row));
        Summary.Add(interval);
        Pass(interval);
    }

    /// <summary>Takes note of who is there at the end of the interval that follows; what is shown stays.</summary>
    public void Pass(Interval interval)
    {
        _ledger = _ledger?.Then(interval.Ledger) ?? interval.Ledger;
        FadeEnded();
        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            ref readonly ThreadRow thread = ref interval.Calls.Thread(row);
            ref Attendance attendance =
                ref CollectionsMarshal.GetValueRefOrAddDefault(_attendance, thread.Info.Key, out bool known);
            LivingThreads += (thread.Ended ? 0 : 1) - (known && !attendance.Row.Ended ? 1 : 0);
            attendance = new Attendance
            {
                Row = new ThreadRow
                {
                    Info = thread.Info,
                    InFlight = thread.InFlight,
                    Ended = thread.Ended,
                    UntilNs = thread.UntilNsAfter(attendance.Row.Ended ? 0 : attendance.Row.UntilNs),
                },
            };
        }
    }

    /// <summary>Begins the account anew with the next interval.</summary>
    public void ClearLedger() => _ledger = null;

    private void FadeEnded()
    {
        foreach (ThreadKey key in _attendance.Keys)
        {
            ref Attendance attendance = ref CollectionsMarshal.GetValueRefOrNullRef(_attendance, key);
            if (attendance.Row.Ended && ++attendance.IntervalsSinceEnd >= FadingIntervals)
            {
                _faded.Add(key);
            }
        }

        _faded.ForEach(key => _attendance.Remove(key));
        _faded.Clear();
    }

    private struct Attendance
    {
        public ThreadRow Row;
        public int IntervalsSinceEnd;
    }
}
