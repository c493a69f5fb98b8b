using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

/// <summary>A hash table in pieces: everything is found, whatever the spread, and adding moves the entries of one piece alone.</summary>
public sealed class SplitTablesTests
{
    private const int Multiplier = unchecked((int)0x9e3779b1);

    public static TheoryData<string, Func<int, int>> Spreads => new()
    {
        { "well spread", number => number * Multiplier },
        { "one after the other", number => number },
        { "alike in the lower bits", number => number << 12 },
        { "alike in the upper bits", number => number & 0xff },
        { "all alike", _ => -1 },
    };

    [Theory]
    [MemberData(nameof(Spreads))]
    public void What_was_added_is_found(string name, Func<int, int> spread)
    {
        int count = name.Contains("alike", StringComparison.Ordinal) ? 3_000 : 100_000;
        var tables = new SplitTables<Entry>();
        foreach (int number in Enumerable.Range(1, count))
        {
            Assert.Equal(number, tables.Add(new Entry(number, spread(number))).Number);
        }

        Assert.Equal(count, tables.Count);
        Assert.Equal(Enumerable.Range(1, count), Enumerable.Range(1, count).Select(number => Find(tables, number, spread(number))));
        Assert.Equal(0, Find(tables, count + 1, spread(count + 1)));
        Assert.InRange(tables.Capacity, count * 4 / 3, int.MaxValue);

        tables.Clear();
        Assert.Equal(0, tables.Count);
        Assert.All(Enumerable.Range(1, count), number => Assert.Equal(0, Find(tables, number, spread(number))));
        Assert.Equal(count, tables.Add(new Entry(count, spread(count))).Number);
        Assert.Equal(count, Find(tables, count, spread(count)));
    }

    [Fact]
    public void Adding_moves_the_entries_of_one_piece_and_makes_memory_for_one()
    {
        // One after the other, and so spread as evenly as can be: pieces fill at the same time.
        var tables = new SplitTables<Entry>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int number = 1; number <= 400_000; number++)
        {
            tables.Add(new Entry(number, number * Multiplier));
            long now = GC.GetAllocatedBytesForCurrentThread();
            // Two pieces of 4,096 places of 8 bytes, and pointers to pieces.
            Assert.InRange(now - before, 0, 160_000);
            before = now;
        }

        Assert.InRange(tables.Capacity, 400_000 * 4 / 3, 400_000 * 3);
        Assert.All(
            Enumerable.Range(1, 1000),
            number => Assert.Equal(SplitTables<Entry>.PiecePlaces, tables.PieceOf(number * Multiplier).Length));
    }

    private static int Find(SplitTables<Entry> tables, int number, int spread)
    {
        Span<Entry> piece = tables.PieceOf(spread);
        int at = spread & (piece.Length - 1);
        while (!piece[at].IsFree && piece[at].Number != number)
        {
            at = (at + 1) & (piece.Length - 1);
        }

        return piece[at].Number;
    }

    private readonly record struct Entry(int Number, int Spread) : IHashed
    {
        public bool IsFree => Number == 0;
    }
}
