using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Sysprof.Tests.Recording;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Model;

/// <summary>One frame of top is the report of its interval, with everybody who is there.</summary>
public class PresentTests
{
    private const int Read = 0;
    private const int Futex = 202;

    private readonly Present _present = new(Samples.Run);

    [Fact]
    public void Counts_are_those_of_the_last_interval_alone()
    {
        _present.Show(Second(0, Calling(1, 1009), Calling(2, 23)));
        _present.Show(Second(1, Calling(1, 7)));

        Assert.Equal([(1, 7L), (2, 0L)], Shown());
        Assert.Equal(1, _present.Summary.DurationSeconds);
    }

    [Fact]
    public void A_thread_that_waits_stays_in_its_call_and_its_age_rises()
    {
        _present.Show(Second(0, Waiting(1, sinceNs: 400)));
        long age = AgeOf(1);
        _present.Show(Second(1));
        Assert.Equal(age + 1_000_000_000, AgeOf(1));
        _present.Show(Second(2));
        Assert.Equal(age + 2_000_000_000, AgeOf(1));
    }

    [Fact]
    public void A_thread_that_came_back_is_in_nothing()
    {
        _present.Show(Second(0, Waiting(1, sinceNs: 400)));
        _present.Show(Second(1, Calling(1, 1)));

        Assert.Null(_present.Summary.Calls.Thread(0).InFlight);
    }

    [Fact]
    public void A_living_thread_stays_without_calls()
    {
        _present.Show(Second(0, Calling(1, 1009)));
        for (int second = 1; second < 10; second++)
        {
            _present.Show(Second(second));
            Assert.Equal([(1, 0L)], Shown());
        }

        Assert.Equal(1, _present.LivingThreads);
    }

    [Fact]
    public void One_that_ended_fades_for_some_intervals_and_goes()
    {
        _present.Show(Second(0, Calling(1, 1009), Ending(2)));
        Assert.Equal(1, _present.LivingThreads);
        for (int second = 1; second <= Present.FadingIntervals; second++)
        {
            _present.Show(Second(second));
            Assert.Equal([(1, 0L), (2, 0L)], Shown());
            Assert.True(_present.Summary.Calls.Thread(1).Ended);
        }

        _present.Show(Second(Present.FadingIntervals + 1));
        Assert.Equal([(1, 0L)], Shown());
        Assert.Equal(1, _present.LivingThreads);
    }

    [Fact]
    public void What_an_ended_thread_still_had_to_say_lets_it_fade_anew()
    {
        _present.Show(Second(0, Ending(1)));
        _present.Show(Second(1));
        _present.Show(Second(2, Ending(1)));
        for (int second = 3; second < 3 + Present.FadingIntervals; second++)
        {
            _present.Show(Second(second));
            Assert.Equal([(1, 0L)], Shown());
        }

        _present.Show(Second(9));
        Assert.Empty(Shown());
    }

    [Fact]
    public void Its_memory_follows_the_threads_that_live()
    {
        for (int second = 0; second < 100; second++)
        {
            _present.Show(Second(second, Ending(2 * second + 1), Ending(2 * second + 2)));
            Assert.InRange(_present.Summary.Calls.ThreadCount, 0, 2 * (Present.FadingIntervals + 1));
        }

        Assert.Equal(0, _present.LivingThreads);
    }

    [Fact]
    public void What_is_passed_over_is_not_shown_but_known_afterwards()
    {
        _present.Show(Second(0, Calling(1, 1009), Calling(2, 23)));
        _present.Pass(Second(1, Waiting(1, sinceNs: 1_000_000_500), Calling(3, 5)));
        Assert.Equal([(1, 1009L), (2, 23L)], Shown());
        Assert.Null(_present.Summary.Calls.Thread(0).InFlight);
        Assert.Equal(3, _present.LivingThreads);

        _present.Show(Second(2));
        Assert.Equal([(1, 0L), (2, 0L), (3, 0L)], Shown());
        Assert.NotNull(_present.Summary.Calls.Thread(0).InFlight);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_time_of_a_thread_that_waits_is_known_after_a_row_that_only_says_what_it_runs(bool isShown)
    {
        Interval first = Second(0, Waiting(1, sinceNs: 400));
        first.Calls.Thread(0).UntilNs = first.EndNs - 7;
        _present.Show(first);
        (isShown ? _present.Show : (Action<Interval>)_present.Pass)(Second(1, Waiting(1, sinceNs: 400)));
        _present.Show(Second(2));

        ThreadRow thread = _present.Summary.Calls.Thread(0);
        Assert.Equal((_present.Summary.EndNs, 1_000_000_000), (thread.UntilNs, thread.Time.WallNs));
    }

    [Fact]
    public void The_account_is_that_of_all_intervals_since_the_start_or_since_it_was_cleared()
    {
        _present.Show(Second(0));
        _present.Pass(Second(1));
        _present.Show(Second(2));
        Assert.Equal((0, 3 * 480, true), (_present.Ledger.CarriedIn, _present.Ledger.Entered, _present.Ledger.Closed));
        Assert.Equal(480, _present.Summary.Ledger.Entered);

        _present.ClearLedger();
        Assert.Equal(default, _present.Ledger);
        _present.Show(Second(3));
        Assert.Equal((3, 480), (_present.Ledger.CarriedIn, _present.Ledger.Entered));
    }

    /// <summary>What <c>report --from k --to k+1</c> shows is shown, and beside it nothing but threads without calls.</summary>
    [Fact]
    public void A_frame_is_the_report_of_its_interval() => Prop.ForAll(
        Intervals.Recordings.ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (intervals, seed) =>
        {
            var random = new Random(seed);
            var present = new Present(Samples.Run);
            for (int shown = 0; shown < intervals.Length; shown++)
            {
                ForgetWhatEndedThreadsAreIn(intervals[shown]);
                if (random.Next(4) == 0)
                {
                    present.Pass(intervals[shown]);
                    continue;
                }

                present.Show(intervals[shown]);
                AssertSame(ReportOf(intervals, shown), present.Summary, ended: EndedBefore(intervals, shown));
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static void AssertSame(Summary report, Summary frame, HashSet<ThreadKey> ended)
    {
        Assert.Equal(
            (report.StartNs, report.EndNs, report.OwnCpuNs, report.Ledger),
            (frame.StartNs, frame.EndNs, frame.OwnCpuNs, frame.Ledger));
        Dictionary<ThreadKey, string> expected = Threads(report.Calls);
        Dictionary<ThreadKey, string> actual = Threads(frame.Calls);
        foreach ((ThreadKey key, string text) in expected)
        {
            // That a thread had ended once is remembered by the one and not by the other when it comes back.
            Assert.Equal(Neutral(text, ended.Contains(key)), Neutral(actual[key], ended.Contains(key)));
            actual.Remove(key);
        }

        for (int row = 0; row < frame.Calls.ThreadCount; row++)
        {
            ThreadRow thread = frame.Calls.Thread(row);
            if (actual.ContainsKey(thread.Info.Key))
            {
                Assert.Equal((0, null), (thread.Lost, thread.InFlight));
                Assert.Equal(0, CallsOf(frame.Calls, row));
            }
        }

        static string Neutral(string text, bool ended) => ended ? text.Replace(" True ", " False ", StringComparison.Ordinal) : text;
    }

    private static Summary ReportOf(Interval[] intervals, int wanted)
    {
        var report = new Summary(Samples.Run);
        foreach (Interval interval in intervals[..wanted])
        {
            report.Skip(interval);
        }

        report.Add(intervals[wanted]);
        return report;
    }

    private static HashSet<ThreadKey> EndedBefore(Interval[] intervals, int wanted) =>
    [
        .. from interval in intervals[..wanted]
           from row in Enumerable.Range(0, interval.Calls.ThreadCount)
           where interval.Calls.Thread(row).Ended
           select interval.Calls.Thread(row).Info.Key,
    ];

    private static void ForgetWhatEndedThreadsAreIn(Interval interval)
    {
        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            ref ThreadRow thread = ref interval.Calls.Thread(row);
            thread.InFlight = thread.Ended ? null : thread.InFlight;
        }
    }

    private static Dictionary<ThreadKey, string> Threads(CallTable calls) => Enumerable.Range(0, calls.ThreadCount)
        .ToDictionary(row => calls.Thread(row).Info.Key, row => IntervalText.OfThread(calls, row));

    private static long CallsOf(CallTable calls, int row)
    {
        long count = 0;
        foreach (int cell in calls.CellsOf(row))
        {
            count += calls.Cell(cell).Calls;
        }

        return count;
    }

    private IEnumerable<(int Tid, long Calls)> Shown() => Enumerable.Range(0, _present.Summary.Calls.ThreadCount)
        .Select(row => (_present.Summary.Calls.Thread(row).Info.Key.Tid, CallsOf(_present.Summary.Calls, row)))
        .OrderBy(thread => thread.Tid);

    private long AgeOf(int tid)
    {
        CallTable calls = _present.Summary.Calls;
        int row = Enumerable.Range(0, calls.ThreadCount).First(row => calls.Thread(row).Info.Key.Tid == tid);
        return _present.Summary.EndNs - (long)calls.Thread(row).InFlight!.Value.EnterNs;
    }

    private static Interval Second(int second, params Action<CallTable>[] threads)
    {
        var calls = new CallTable();
        Array.ForEach(threads, add => add(calls));
        return Samples.Of(second, calls);
    }

    private static Action<CallTable> Calling(int tid, long count) => table =>
        Samples.Call(table, Add(table, tid), Read, count, [(1000, count)]);

    private static Action<CallTable> Waiting(int tid, ulong sinceNs) => table =>
        table.Thread(Add(table, tid)).InFlight =
            new InFlightCall(new CallKey(SyscallAbi.X64, Futex), 0, (ulong)Samples.Run.StartNs + sinceNs, BeforeStart: false);

    private static Action<CallTable> Ending(int tid) => table => table.Thread(Add(table, tid)).Ended = true;

    private static int Add(CallTable table, int tid) => table.AddThread(Samples.Thread(tid, "t"));
}
