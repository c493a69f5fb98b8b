using Google.Protobuf;
using Sysprof.Fuzz.Mutations;
using Sysprof.Profile.Recording;
using Sysprof.Tests.Recording;
using Xunit;
using Proto = Sysprof.Profile.Recording.Proto;

namespace Sysprof.Tests.Hostile;

/// <summary>Recordings made to cost as much as they can: memory and time grow with the bytes of the file, and no faster.</summary>
public sealed class RecordingBoundsTests
{
    private const int Many = 20_000;

    // Allocated in all: most are messages and lists that have grown, garbage at once. The densest are calls of five bytes.
    private const int MostBytesPerByte = 250;

    public static TheoryData<string> Dense => ["names", "threads", "resources", "rows", "calls", "buckets"];

    [Theory]
    [MemberData(nameof(Dense))]
    public void Memory_is_a_multiple_of_the_bytes_of_the_file(string what)
    {
        byte[] recording = Recording(Payload(what));
        Samples.Read(recording);

        long before = GC.GetAllocatedBytesForCurrentThread();
        (int intervals, RecordingEnd end) = Count(recording);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((1, RecordingState.CutOff), (intervals, end.State));
        Assert.InRange(allocated, 0, MostBytesPerByte * (long)recording.Length);
    }

    [Fact]
    public void What_is_defined_at_a_time_is_bounded()
    {
        byte[] names = new byte[2 * RecordingFormat.MostDefined];
        for (int at = 0; at < names.Length; at += 2)
        {
            names[at] = Proto.Interval.NamesFieldNumber << 3 | (int)WireFormat.WireType.LengthDelimited;
        }

        Assert.Equal(RecordingState.CutOff, Count(Recording([.. Head(), .. names])).End.State);
        (int intervals, RecordingEnd end) = Count(Recording([.. Head(), .. names, names[0], 0]));

        Assert.Equal((0, RecordingState.Damaged), (intervals, end.State));
        Assert.Equal("more than 8388608 names, threads and resources are defined", end.Detail);
    }

    /// <summary>A stack that overflows ends the process, whatever is caught.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("thread")]
    [InlineData("call")]
    public void Groups_within_groups_are_refused_before_the_stack_ends(string within)
    {
        // The start of a group with number 100: a field that nobody knows.
        byte[] nested = [.. Enumerable.Repeat(new byte[] { 0xa3, 0x06 }, 100_000).SelectMany(start => start)];
        byte[] payload = within switch
        {
            "thread" => [.. Head(), .. Field(Proto.Interval.NewThreadsFieldNumber, nested)],
            "call" => [.. Head(), .. Field(Proto.Interval.CallsFieldNumber, nested)],
            _ => [.. Head(), .. nested],
        };

        RecordingEnd end = Samples.Read(Recording(payload)).End;

        Assert.Equal((RecordingState.Damaged, "an interval that is not a protobuf message"), (end.State, end.Detail));
    }

    /// <summary>Calls are told apart by what they were made on: that its name is long must not count for each of them.</summary>
    [Fact]
    public void Many_calls_on_one_long_name_take_no_time()
    {
        var interval = new Proto.Interval { Head = new() };
        interval.Names.Add(new string('x', 8192));
        interval.NewThreads.Add(new Proto.Thread());
        interval.NewResources.Add(new Proto.Resource { Kind = Proto.ResourceKind.ResourceFile });
        interval.Threads.Add(new Proto.ThreadRow { CallCount = Many });
        interval.Calls.AddRange(Enumerable.Range(0, Many).Select(number => new Proto.Call { Number = (uint)number, Resource = 1 }));
        byte[] recording = Recording(RecordingMutator.Bytes(interval));
        Samples.Read(recording);

        TimeSpan before = Environment.CpuUsage.TotalTime;
        Assert.Equal(1, Count(recording).Intervals);
        TimeSpan own = Environment.CpuUsage.TotalTime - before;
        Assert.True(own < TimeSpan.FromSeconds(2), $"{recording.Length} bytes took {own}");
    }

    private static byte[] Payload(string what)
    {
        var interval = new Proto.Interval { Head = new() };
        interval.Names.Add("");
        switch (what)
        {
            case "names":
                interval.Names.AddRange(Enumerable.Repeat("", Many));
                break;
            case "threads":
                interval.NewThreads.AddRange(Enumerable.Repeat(new Proto.Thread(), Many));
                break;
            case "resources":
                interval.NewResources.AddRange(Enumerable.Repeat(new Proto.Resource { Kind = Proto.ResourceKind.ResourceFile }, Many));
                break;
            case "rows":
                interval.NewThreads.AddRange(Enumerable.Range(0, Many).Select(tid => new Proto.Thread { Tid = (uint)tid }));
                interval.Threads.AddRange(Enumerable.Range(0, Many).Select(row => new Proto.ThreadRow { ThreadDelta = row == 0 ? 0 : 1 }));
                break;
            case "calls":
                interval.NewThreads.Add(new Proto.Thread());
                interval.Threads.Add(new Proto.ThreadRow { CallCount = Many });
                interval.Calls.AddRange(Enumerable.Range(0, Many).Select(number => new Proto.Call { Number = (uint)number }));
                break;
            case "buckets":
                interval.NewThreads.Add(new Proto.Thread());
                interval.Threads.Add(new Proto.ThreadRow { CallCount = Many / 10 });
                interval.Calls.AddRange(Enumerable.Range(0, Many / 10).Select(Spread));
                break;
        }

        return RecordingMutator.Bytes(interval);
    }

    /// <summary>A call whose two latencies lie as far apart as they can.</summary>
    private static Proto.Call Spread(int number) => new()
    {
        Number = (uint)number,
        Calls = 2,
        BucketDeltas = { -479, 783 },
        BucketCounts = { 1, 1 },
    };

    private static (int Intervals, RecordingEnd End) Count(byte[] recording)
    {
        using var reader = new RecordingReader(new MemoryStream(recording, writable: false), "x.rec");
        return (reader.ReadIntervals().Count(), reader.End);
    }

    private static byte[] Head() => Field(Proto.Interval.HeadFieldNumber, []);

    private static byte[] Field(int number, byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return bytes.ToArray();
    }

    private static byte[] Recording(byte[] payload)
    {
        byte[] empty = Samples.Write([], close: false);
        return [.. empty, .. RecordingDamageTests.Chunk("INTV", payload)];
    }
}
