using Sysprof.Profile.Aggregation.Descriptors;
using Xunit;

namespace Sysprof.Tests.Aggregation.Descriptors;

/// <summary>Beside a queue of the library: whatever is put in and taken out, the same entries are in the same places.</summary>
public sealed class LongQueueTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 600)]
    [InlineData(3, 3_000)]
    [InlineData(4, 20_000)]
    public void It_holds_what_a_queue_holds(int seed, int most)
    {
        var random = new Random(seed);
        var right = new Queue<int>();
        var queue = new LongQueue<int>();
        for (int number = 0; number < 200_000;)
        {
            // It grows to some length, and shrinks to some.
            for (int grown = random.Next(most); right.Count < grown; number++)
            {
                right.Enqueue(number);
                queue.Enqueue(number);
            }

            for (int left = random.Next(3) == 0 ? 0 : random.Next(right.Count + 1); right.Count > left;)
            {
                Assert.True(queue.TryPeek(out int oldest));
                Assert.Equal(right.Peek(), oldest);
                Assert.Equal(right.Dequeue(), queue.Dequeue());
            }

            number++;
            Assert.Equal(right, Enumerable.Range(0, queue.Count).Select(index => queue[index]));
        }

        while (queue.Count > 0)
        {
            Assert.Equal(right.Dequeue(), queue.Dequeue());
        }

        Assert.False(queue.TryPeek(out _));
    }

    [Fact]
    public void Growing_allocates_little_at_a_time_and_what_was_taken_out_is_not_kept()
    {
        var queue = new LongQueue<(object, long)>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int number = 0; number < 1 << 20; number++)
        {
            queue.Enqueue((queue, number));
            long now = GC.GetAllocatedBytesForCurrentThread();
            // A block of 512 entries of 16 bytes, or the pointers to all blocks.
            Assert.InRange(now - before, 0, 40_000);
            before = now;
        }

        WeakReference gone = Pass(queue);
        GC.Collect();
        Assert.False(gone.IsAlive);
        GC.KeepAlive(queue);
    }

    private static WeakReference Pass(LongQueue<(object, long)> queue)
    {
        // Older and younger ones stay in the same block.
        object passing = new();
        queue.Enqueue((passing, 0));
        queue.Enqueue((queue, 0));
        while (queue.Count > 1)
        {
            _ = queue.Dequeue();
        }

        return new WeakReference(passing);
    }
}
