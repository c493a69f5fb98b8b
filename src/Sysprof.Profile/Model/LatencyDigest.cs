using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Sysprof.Profile.Model;

/// <summary>How long the calls of one interval took, by octave of latency: some ten bytes for each thread and call.</summary>
public sealed class LatencyDigest
{
    private readonly ThreadInfo[] _threads;

    // What a thread and its names take, where no later interval shares them.
    private const int ThreadBytes = 150;

    // Where each thread's calls begin in _calls; the calls of all threads together are behind the last.
    private readonly int[] _offsets;
    private readonly byte[] _calls;

    private LatencyDigest(
        long startNs, long endNs, ThreadInfo[] threads, int endedThreads, int[] offsets, byte[] calls)
    {
        StartNs = startNs;
        EndNs = endNs;
        _threads = threads;
        _offsets = offsets;
        _calls = calls;
        Bytes = calls.Length + threads.Length * (sizeof(long) + sizeof(int)) + endedThreads * ThreadBytes;
    }

    /// <summary>Beginning of the interval, CLOCK_MONOTONIC nanoseconds.</summary>
    public long StartNs { get; }

    /// <summary>End of the interval, CLOCK_MONOTONIC nanoseconds.</summary>
    public long EndNs { get; }

    /// <summary>What it takes in memory, roughly, in bytes.</summary>
    public int Bytes { get; }

    /// <summary>Makes the digest of an interval.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="work">For work: what is in it is overwritten.</param>
    public static LatencyDigest Of(Interval interval, ArrayBufferWriter<byte> work)
    {
        CallTable table = interval.Calls;
        var threads = new ThreadInfo[table.ThreadCount];
        var offsets = new int[table.ThreadCount + 1];
        var all = new Dictionary<CallKey, OctaveCounts>();
        int ended = 0;
        work.ResetWrittenCount();
        for (int row = 0; row < threads.Length; row++)
        {
            threads[row] = table.Thread(row).Info;
            ended += table.Thread(row).Ended ? 1 : 0;
            offsets[row] = work.WrittenCount;
            foreach (int cell in table.CellsOf(row))
            {
                OctaveCounts counts = default;
                table.AddOctaves(cell, ref counts);
                CallKey key = table.Cell(cell).Key;
                Write(work, key, counts);
                CollectionsMarshal.GetValueRefOrAddDefault(all, key, out _).Add(counts);
            }
        }

        offsets[^1] = work.WrittenCount;
        foreach ((CallKey key, OctaveCounts counts) in all)
        {
            Write(work, key, counts);
        }

        return new LatencyDigest(interval.StartNs, interval.EndNs, threads, ended, offsets, work.WrittenSpan.ToArray());
    }

    /// <summary>Adds the calls of some threads up by system call.</summary>
    /// <param name="who">Which threads; null for all, which is quick.</param>
    /// <param name="sums">Gets them added.</param>
    public void AddTo(Dictionary<CallKey, OctaveCounts> sums, Func<ThreadInfo, bool>? who)
    {
        if (who is null)
        {
            Read(_offsets[^1], _calls.Length, sums);
            return;
        }

        for (int row = 0; row < _threads.Length; row++)
        {
            if (_offsets[row] < _offsets[row + 1] && who(_threads[row]))
            {
                Read(_offsets[row], _offsets[row + 1], sums);
            }
        }
    }

    private static void Write(ArrayBufferWriter<byte> output, CallKey key, in OctaveCounts counts)
    {
        WriteVarint(output, (ulong)key.Abi);
        WriteVarint(output, (uint)((key.Number << 1) ^ (key.Number >> 31)));
        ulong mask = counts.Mask;
        WriteVarint(output, mask);
        for (; mask != 0; mask &= mask - 1)
        {
            WriteVarint(output, (ulong)counts[BitOperations.TrailingZeroCount(mask)]);
        }
    }

    // As protobuf writes them, whose own writer needs a stream that knows its position.
    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong value)
    {
        Span<byte> bytes = output.GetSpan(10);
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[count++] = (byte)(value | 0x80);
        }

        bytes[count++] = (byte)value;
        output.Advance(count);
    }

    private void Read(int from, int to, Dictionary<CallKey, OctaveCounts> sums)
    {
        using var input = new CodedInputStream(_calls, from, to - from);
        while (!input.IsAtEnd)
        {
            var key = new CallKey((SyscallAbi)input.ReadUInt32(), input.ReadSInt32());
            ref OctaveCounts counts = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
            for (ulong mask = input.ReadUInt64(); mask != 0; mask &= mask - 1)
            {
                counts[BitOperations.TrailingZeroCount(mask)] += input.ReadInt64();
            }
        }
    }
}
