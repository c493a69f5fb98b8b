using Google.Protobuf;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Sysprof.Profile.Recording.Proto;
using Xunit;
using Interval = Sysprof.Profile.Recording.Proto.Interval;
using ThreadRow = Sysprof.Profile.Recording.Proto.ThreadRow;

namespace Sysprof.Tests.Recording;

/// <summary>Messages that are right protobuf and wrong recordings, each refused with its reason.</summary>
public class IntervalRulesTests
{
    [Fact]
    public void The_message_that_the_others_vary_is_right() => Assert.Equal("", Fault(static _ => { }));

    [Theory]
    [InlineData("an ABI of number 4")]
    [InlineData("a number of 9223372036854775808")]
    [InlineData("3 calls, of which 4 never returned")]
    [InlineData("3 calls returned, and the histogram holds 2")]
    [InlineData("3 calls returned, and 4 of them failed, restarted or blocked")]
    [InlineData("a shortest call of 9 ns and a longest of 8 ns")]
    [InlineData("a histogram with bucket -480, -480 from the one before")]
    [InlineData("a histogram with bucket 305, 305 from the one before")]
    [InlineData("a histogram with bucket -320, 0 from the one before")]
    [InlineData("a histogram whose bucket -320 is empty")]
    [InlineData("a histogram with more buckets than counts, or fewer")]
    [InlineData("more errnos than counts of them, or fewer")]
    [InlineData("errno 4096 after errno 0")]
    [InlineData("errno 11 after errno 11")]
    [InlineData("numbers that add up to 2^63 or more")]
    public void A_call_that_cannot_be_is_refused(string reason) => Assert.Equal(reason, Fault(interval =>
    {
        Call call = interval.Calls[0];
        switch (reason)
        {
            case "an ABI of number 4": call.Abi = (Abi)4; break;
            case "a number of 9223372036854775808": call.Bytes = 1UL << 63; break;
            case "3 calls, of which 4 never returned": call.NeverReturned = 4; break;
            case "3 calls returned, and the histogram holds 2": call.BucketCounts[0] = 2; break;
            case "3 calls returned, and 4 of them failed, restarted or blocked": call.Restarted = 4; break;
            case "a shortest call of 9 ns and a longest of 8 ns": (call.MinNs, call.MaxNs) = (9, 8); break;
            case "a histogram with bucket -480, -480 from the one before": call.BucketDeltas[0] = -480; break;
            case "a histogram with bucket 305, 305 from the one before": call.BucketDeltas[0] = 305; break;
            case "a histogram with bucket -320, 0 from the one before":
                call.BucketDeltas.Add(0);
                call.BucketCounts.Add(1);
                break;
            case "a histogram whose bucket -320 is empty": call.BucketCounts[0] = 0; break;
            case "a histogram with more buckets than counts, or fewer": call.BucketCounts.Add(1); break;
            case "more errnos than counts of them, or fewer": call.ErrnoCounts.Add(1); break;
            case "errno 4096 after errno 0": call.Errnos[0] = 4096; break;
            case "errno 11 after errno 11":
                call.Errnos.Add(11);
                call.ErrnoCounts.Add(1);
                break;
            case "numbers that add up to 2^63 or more":
                call.TimeNs = long.MaxValue;
                interval.Calls.Add(new Call(call) { Number = 1 });
                interval.Threads[0].CallCount = 2;
                break;
        }
    }));

    [Theory]
    [InlineData("name 9, and 2 are defined")]
    [InlineData("a thread id of 2147483648")]
    [InlineData("thread 1, and 1 are defined")]
    [InlineData("thread -1, and 1 are defined")]
    [InlineData("thread 0 twice")]
    [InlineData("call 0 twice in one thread")]
    [InlineData("more calls than announced")]
    [InlineData("fewer calls than announced")]
    [InlineData("an interval from 7 ns to 6 ns")]
    [InlineData("accounts that add up to 2^63 or more")]
    [InlineData("2 calls lost, and 1, 1 and 1 of them")]
    [InlineData("2 calls lost, and 0, -1 and 0 of them")]
    [InlineData("-1 calls lost, and 0, 0 and 1 of them")]
    [InlineData("1 calls lost, and 9223372036854775807, 0 and 1 of them")]
    [InlineData("a thread's time until -9 ns from the end of its interval")]
    [InlineData("a thread's time until 9223372036854775807 ns from the end of its interval")]
    [InlineData("a number of 18446744073709551615")]
    [InlineData("numbers that add up to 2^63 or more")]
    [InlineData("a wait of kind 3")]
    [InlineData("an interval without its head", true)]
    [InlineData("an interval that does not begin with its head")]
    public void An_interval_that_cannot_be_is_refused(string reason, bool empty = false) =>
        Assert.Equal(reason, Fault(interval =>
        {
            switch (reason)
            {
                case "name 9, and 2 are defined": interval.NewThreads[0].Comm = 9; break;
                case "a thread id of 2147483648": interval.NewThreads[0].Tid = 1u << 31; break;
                case "thread 1, and 1 are defined": interval.Threads[0].ThreadDelta = 1; break;
                case "thread -1, and 1 are defined": interval.Threads[0].ThreadDelta = -1; break;
                case "thread 0 twice": interval.Threads.Add(new ThreadRow()); break;
                case "call 0 twice in one thread":
                    interval.Threads[0].CallCount = 2;
                    interval.Calls.Add(interval.Calls[0]);
                    break;
                case "more calls than announced": interval.Threads[0].CallCount = 0; break;
                case "fewer calls than announced": interval.Threads[0].CallCount = uint.MaxValue; break;
                case "an interval from 7 ns to 6 ns": (interval.Head.StartNs, interval.Head.EndNs) = (7, 6); break;
                case "accounts that add up to 2^63 or more":
                    interval.Head.Ledger = new Sysprof.Profile.Recording.Proto.Ledger { Lost = long.MinValue };
                    break;
                case "2 calls lost, and 1, 1 and 1 of them": interval.Head.Ledger = Lost(2, 1, 1, 1); break;
                case "2 calls lost, and 0, -1 and 0 of them": interval.Head.Ledger = Lost(2, 0, -1, 0); break;
                case "-1 calls lost, and 0, 0 and 1 of them": interval.Head.Ledger = Lost(-1, 0, 0, 1); break;
                case "1 calls lost, and 9223372036854775807, 0 and 1 of them":
                    interval.Head.Ledger = Lost(1, long.MaxValue, 0, 1);
                    break;
                case "a thread's time until -9 ns from the end of its interval":
                    (interval.Head.StartNs, interval.Head.EndNs) = (8, 9);
                    interval.Threads[0].Time = new() { UntilDeltaNs = -9 };
                    break;
                case "a thread's time until 9223372036854775807 ns from the end of its interval":
                    (interval.Head.StartNs, interval.Head.EndNs) = (8, 9);
                    interval.Threads[0].Time = new() { UntilDeltaNs = long.MaxValue };
                    break;
                case "a number of 18446744073709551615":
                    interval.Head.EndNs = interval.Head.StartNs + 9;
                    interval.Threads[0].Time = new() { UntilDeltaNs = 1L << 40, IdleNs = ulong.MaxValue };
                    break;
                case "numbers that add up to 2^63 or more":
                    interval.Threads[0].Time = new() { UntilDeltaNs = 1L << 40, IdleNs = long.MaxValue, UserNs = 1 };
                    break;
                case "a wait of kind 3": interval.Threads[0].InFlight = new() { Wait = (Wait)3 }; break;
                default: interval.Head = null; break;
            }
        }, empty));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(-1, 0, 0, 0)]
    public void Parts_of_what_was_lost_may_be_all_of_it_or_nothing(long lost, long noMemory, long entries, long exits) =>
        Assert.Equal("", Fault(interval => interval.Head.Ledger = Lost(lost, noMemory, entries, exits)));

    [Theory]
    [InlineData(64, "name 2, and 2 are defined")]
    [InlineData(65, "a program with a name of 65 characters")]
    public void A_program_whose_name_cannot_be_is_refused(int characters, string reason) => Assert.Equal(reason, Fault(interval =>
    {
        interval.Names[0] = new string('a', characters);
        interval.NewThreads[0].ProgramKind = Sysprof.Profile.Recording.Proto.ProgramKind.ProgramGo;
        interval.NewThreads[0].ProgramVersion = characters == 64 ? 2u : 1u;
    }));

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, Profile.Model.ProgramKind.Go)]
    [InlineData(11, Profile.Model.ProgramKind.MySql)]
    [InlineData(12, Profile.Model.ProgramKind.Native)]
    [InlineData(-1, Profile.Model.ProgramKind.Native)]
    public void A_kind_of_program_that_came_later_is_machine_code(int kind, Profile.Model.ProgramKind? expected)
    {
        Interval interval = Right();
        interval.NewThreads[0].ProgramKind = (Sysprof.Profile.Recording.Proto.ProgramKind)kind;
        interval.NewThreads[0].ProgramName = 1;
        CallTable calls = new IntervalDecoder().Decode(interval.ToByteArray()).Calls;
        Assert.Equal(expected, calls.Thread(0).Info.Program?.Kind);
        Assert.Equal(expected is null ? null : "a", calls.Thread(0).Info.Program?.Name);
    }

    /// <summary>A thread that every interval of a recording may add to, and no more than a total can hold.</summary>
    [Fact]
    public void Totals_are_kept_over_all_intervals()
    {
        var decoder = new IntervalDecoder();
        Interval interval = Right();
        interval.Calls[0].TimeNs = long.MaxValue / 3;
        decoder.Decode(interval.ToByteArray());
        interval.Names.Clear();
        interval.NewThreads.Clear();
        decoder.Decode(interval.ToByteArray());
        decoder.Decode(interval.ToByteArray());
        Assert.Throws<InvalidDataException>(() => decoder.Decode(interval.ToByteArray()));
    }

    private static string Fault(Action<Interval> change, bool empty = false)
    {
        Interval interval = Right();
        change(interval);
        try
        {
            new IntervalDecoder().Decode(empty ? Array.Empty<byte>() : interval.ToByteArray());
            return "";
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private static Sysprof.Profile.Recording.Proto.Ledger Lost(long lost, long noMemory, long entries, long exits) =>
        new() { Lost = lost, LostNoMemory = noMemory, LostEntries = entries, LostExits = exits };

    private static Interval Right()
    {
        var call = new Call { Calls = 3, Errors = 1, TimeNs = 3000, MinNs = 1000, MaxNs = 1000 };
        call.BucketDeltas.Add(-320);
        call.BucketCounts.Add(3);
        call.Errnos.Add(11);
        call.ErrnoCounts.Add(1);
        return new Interval
        {
            Head = new IntervalHead { StartNs = 1, EndNs = 2 },
            Names = { "", "a" },
            NewThreads = { new Sysprof.Profile.Recording.Proto.Thread { Tgid = 1, Tid = 1, Comm = 1 } },
            Threads = { new ThreadRow { CallCount = 1 } },
            Calls = { call },
        };
    }
}
