using Sysprof.Kernel.Resources;
using Xunit;

namespace Sysprof.Tests.Resources;

public sealed class ByteLogTests
{
    [Fact]
    public void Pieces_of_all_lengths_are_there_as_they_were_added_also_at_the_end_of_a_chunk()
    {
        var log = new ByteLog();
        var pieces = new List<(int At, byte[] Bytes)>();
        int[] lengths = [1, ByteLog.MostBytes - 1, 0, ByteLog.MostBytes, 2, ByteLog.MostBytes - 1, 1009];
        foreach (int length in lengths)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(index => (byte)((index * 31) + length))];
            pieces.Add((log.Add(bytes), bytes));
        }

        Assert.All(pieces, piece => Assert.Equal(piece.Bytes, log[piece.At, piece.Bytes.Length].ToArray()));
    }

    [Fact]
    public void Cleared_it_begins_anew_in_the_memory_that_it_has()
    {
        var log = new ByteLog();
        byte[] bytes = new byte[1009];
        Fill(log, bytes);
        log.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(log, bytes);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(log.Length >= 100 * bytes.Length);
    }

    private static void Fill(ByteLog log, byte[] bytes)
    {
        for (int i = 0; i < 100; i++)
        {
            _ = log.Add(bytes);
        }
    }
}
