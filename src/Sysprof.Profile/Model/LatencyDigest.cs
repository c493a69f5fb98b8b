using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Sysprof.Profile.Model;

/// <summary>How long the calls of one interval took, by octave of latency: some ten bytes for each thread and call.</summary>
public sealed class LatencyDigest
{
    private readonly ThreadInfo[] _threads;

    private const uint HasOperation = 0x40;

    // The call, its operation, the mask and a count for each octave.
    private const int MostCallBytes = (4 + LatencyBuckets.Octaves) * MostVarintBytes;
    private const int MostVarintBytes = 10;

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
        var all = new Dictionary<CellKey, OctaveCounts>();
        int ended = 0;
        work.ResetWrittenCount();
        for (int row = 0; row < threads.Length; row++)
        {
            threads[row] = table.Thread(row).Info;
            ended += table.Thread(row).Ended ? 1 : 0;
            offsets[row] = work.WrittenCount;
            WriteThread(table, row, work, all);
        }

        offsets[^1] = work.WrittenCount;
        foreach ((CellKey key, OctaveCounts counts) in all)
        {
            Write(work, key, counts);
        }

        return new LatencyDigest(interval.StartNs, interval.EndNs, threads, ended, offsets, work.WrittenSpan.ToArray());
    }

    /// <summary>Adds the calls of some threads up by system call and operation; what they were made on is not kept.</summary>
    /// <param name="who">Which threads; null for all, which is quick.</param>
    /// <param name="sums">Gets them added.</param>
    public void AddTo(Dictionary<CellKey, OctaveCounts> sums, Func<ThreadInfo, bool>? who)
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

    /// <summary>
    /// Writes a thread's calls by system call and operation, whatever they were made on, and adds them to those of all.
    /// </summary>
    private static void WriteThread(
        CallTable table, int row, ArrayBufferWriter<byte> output, Dictionary<CellKey, OctaveCounts> all)
    {
        Dictionary<CellKey, OctaveCounts>? sums = null;
        foreach (int cell in table.CellsOf(row))
        {
            CellKey key = table.Cell(cell).Whole;
            if (key.Resource is null)
            {
                OctaveCounts counts = default;
                table.AddOctaves(cell, ref counts);
                WriteAndAdd(key, counts);
            }
            else
            {
                sums ??= [];
                table.AddOctaves(
                    cell, ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key with { Resource = null }, out _));
            }
        }

        foreach ((CellKey key, OctaveCounts counts) in sums ?? [])
        {
            WriteAndAdd(key, counts);
        }

        void WriteAndAdd(CellKey key, in OctaveCounts counts)
        {
            Write(output, key, counts);
            CollectionsMarshal.GetValueRefOrAddDefault(all, key, out _).Add(counts);
        }
    }

    private static void Write(ArrayBufferWriter<byte> output, CellKey key, in OctaveCounts counts)
    {
        Span<byte> bytes = output.GetSpan(MostCallBytes);
        int length = 0;

        // The ABI and whether there is an operation take one byte together.
        WriteVarint(bytes, ref length, (ulong)key.Call.Abi | (key.Operation == Operation.None ? 0 : HasOperation));
        WriteVarint(bytes, ref length, (uint)((key.Call.Number << 1) ^ (key.Call.Number >> 31)));
        if (key.Operation != Operation.None)
        {
            WriteVarint(bytes, ref length, (uint)key.Operation.Code);
        }

        ulong mask = counts.Mask;
        WriteVarint(bytes, ref length, mask);
        for (; mask != 0; mask &= mask - 1)
        {
            WriteVarint(bytes, ref length, (ulong)counts[BitOperations.TrailingZeroCount(mask)]);
        }

        output.Advance(length);
    }

    // As protobuf writes them, whose own writer needs a stream that knows its position.
    private static void WriteVarint(Span<byte> bytes, ref int length, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
    }

    private void Read(int from, int to, Dictionary<CellKey, OctaveCounts> sums)
    {
        using var input = new CodedInputStream(_calls, from, to - from);
        while (!input.IsAtEnd)
        {
            uint abi = input.ReadUInt32();
            var call = new CallKey((SyscallAbi)(abi & ~HasOperation), input.ReadSInt32());
            var key = new CellKey(call, new Operation((abi & HasOperation) == 0 ? 0 : (int)input.ReadUInt32()), null);
            ref OctaveCounts counts = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
            for (ulong mask = input.ReadUInt64(); mask != 0; mask &= mask - 1)
            {
                counts[BitOperations.TrailingZeroCount(mask)] += input.ReadInt64();
            }
        }
    }
}
