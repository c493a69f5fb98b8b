using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>Where the cells of a thread lie: near to where they belong, and in no more memory than is used.</summary>
[Collection(MemoryOfProcess.Name)]
public sealed class CellPlacesTests
{
    private const int Row = 0;

    private readonly CallTable _table = new();

    public CellPlacesTests() => _ = _table.AddThread(new ThreadInfo(new ThreadKey(1, 1, 1), "x", "x", 0, ""));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void Files_that_were_opened_one_after_the_other_are_found_in_a_few_steps(int stride)
    {
        var keys = new List<PlaceKey>();
        CellPlaces places = Fill(10_000, stride, keys);

        Assert.Equal(4 * 10_000, keys.Count(key => places.Find(key).Key == key));
        Assert.InRange(keys.Select(key => StepsTo(key, ref places)).Average(), 0, 4);
    }

    [Fact]
    public void Calls_that_are_not_told_apart_further_are_where_their_numbers_are()
    {
        var places = new CellPlaces();
        PlaceKey[] keys = [.. Enumerable.Range(0, 400).Select(number => new PlaceKey(number, Operation.None, null))];
        foreach (PlaceKey key in keys)
        {
            places.Add(new CellPlace(key, _table, Cell()));
        }

        Assert.Equal(0, keys.Select(key => StepsTo(key, ref places)).Sum());
    }

    [Fact]
    public void Memory_is_given_back_when_little_of_it_was_used()
    {
        var keys = new List<PlaceKey>();
        CellPlaces places = Fill(10_000, 1, keys);
        int capacity = places.Capacity;
        Assert.InRange(capacity, 4 * 10_000, 4 * 40_000);
        places.Clear();
        Assert.Equal(capacity, places.Capacity);
        Assert.All(keys, key => Assert.True(places.Find(key).IsFree));

        places.Add(new CellPlace(new PlaceKey(1, Operation.None, null), _table, Cell()));
        places.Clear();
        Assert.Equal(4, places.Capacity);
        Assert.False(places.AreMany);
    }

    [Fact]
    public void A_thread_that_rests_gives_its_memory_back()
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64, Descriptors.AnsweredTables.By(
            (_, descriptor) => new Resource(ResourceKind.File, $"/{descriptor}")));
        ulong sequence = 0;
        foreach (FinishedCall[] calls in Enumerable.Range(0, 50_000).Select(Read).Chunk(50))
        {
            aggregator.Add(ThreadScript.Batch(new ThreadKey(1, 1, 1000), BatchKind.Flush, sequence, calls));
            sequence += (ulong)calls.Length;
        }

        long heldBytes = GC.GetTotalMemory(forceFullCollection: true);
        for (int rotation = 0; rotation < 3; rotation++)
        {
            aggregator.Recycle(aggregator.Rotate().Calls);
            aggregator.Add(ThreadScript.Batch(new ThreadKey(2, 2, 1000), BatchKind.Flush, (ulong)rotation, [Read(3)]));
        }

        // 2^17 places of 40 bytes.
        Assert.InRange(heldBytes - GC.GetTotalMemory(forceFullCollection: true), 4 << 20, 64 << 20);
        GC.KeepAlive(aggregator);
    }

    private static FinishedCall Read(int descriptor) => new() { Number = 0, Argument = (uint)descriptor, DurationLow = 80, Result = 1 };

    private static int StepsTo(PlaceKey key, ref CellPlaces places)
    {
        Span<CellPlace> around = places.Around(key);
        int at = 0;
        while (around[at].Key != key)
        {
            at++;
        }

        return (at - key.Spread) & (around.Length - 1);
    }

    private CellPlaces Fill(int files, int stride, List<PlaceKey> keys)
    {
        var places = new CellPlaces();
        for (int file = 0; file < files; file++)
        {
            var resource = new Resource(ResourceKind.File, "/");
            for (int others = 1; others < stride; others++)
            {
                _ = new Resource(ResourceKind.File, "/");
            }

            foreach (int number in (int[])[0, 1, 3, 257])
            {
                keys.Add(new PlaceKey(number, Operation.None, resource));
                places.Add(new CellPlace(keys[^1], _table, Cell()));
            }
        }

        return places;
    }

    private int Cell() => _table.CellOf(Row, new CellKey(new CallKey(SyscallAbi.X64, 0)));
}
