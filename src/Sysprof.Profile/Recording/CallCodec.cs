using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Recording;

/// <summary>One cell of a <see cref="CallTable"/> with its histogram and errnos, to and from its message.</summary>
internal static class CallCodec
{
    private const int MaxErrno = 4095;

    /// <summary>Makes <paramref name="message"/> the one for a cell, whatever it was before.</summary>
    /// <exception cref="InvalidOperationException">The cell breaks <see cref="CallRules"/>: a bug of its maker.</exception>
    /// <param name="table">Where the cell is.</param>
    /// <param name="cell">Its number.</param>
    /// <param name="resource">The number of what the calls were made on, plus one; 0 for none.</param>
    /// <param name="message">The message.</param>
    public static void Encode(CallTable table, int cell, uint resource, Proto.Call message)
    {
        ref readonly CallCell source = ref table.Cell(cell);
        message.Operation = checked((uint)source.Operation.Code);
        message.Resource = resource;
        message.Abi = (Proto.Abi)source.Key.Abi;
        message.Number = (uint)source.Key.Number;
        message.Calls = Count(source.Calls);
        message.NeverReturned = Count(source.NeverReturned);
        message.Errors = Count(source.Errors);
        message.Restarted = Count(source.Restarted);
        message.TimeNs = Count(source.TimeNs);
        message.BlockedCalls = Count(source.BlockedCalls);
        message.BlockedNs = Count(source.BlockedNs);
        message.MinNs = Count(source.MinNs);
        message.MaxNs = Count(source.MaxNs);
        message.Bytes = Count(source.Bytes);
        long latencies = EncodeBuckets(table, cell, message);
        long failures = EncodeErrnos(table, cell, message);
        long sizes = SizeCodec.Encode(table, cell, message);
        if (CallRules.Fault(in source, latencies, failures, sizes) is { } fault)
        {
            throw new InvalidOperationException($"a call to record, {source.Key}: {fault}");
        }
    }

    /// <summary>Appends the cell of a message to a thread that has none with this key yet.</summary>
    /// <param name="message">The message.</param>
    /// <param name="key">Its key, see <see cref="WholeKey"/>.</param>
    /// <param name="table">Where to.</param>
    /// <param name="row">The thread's number.</param>
    /// <returns>The cell's number.</returns>
    /// <exception cref="InvalidDataException">A value is out of range or contradicts another.</exception>
    public static int Decode(Proto.Call message, CellKey key, CallTable table, int row)
    {
        int cell = table.AppendCell(row, key);
        ref CallCell target = ref table.Cell(cell);
        target.Calls = Count(message.Calls);
        target.NeverReturned = Count(message.NeverReturned);
        target.Errors = Count(message.Errors);
        target.Restarted = Count(message.Restarted);
        target.TimeNs = Count(message.TimeNs);
        target.BlockedCalls = Count(message.BlockedCalls);
        target.BlockedNs = Count(message.BlockedNs);
        target.IdleNs = IdleWait.IsOne(target.Key, target.Operation) ? target.BlockedNs : 0;
        target.MinNs = Count(message.MinNs);
        target.MaxNs = Count(message.MaxNs);
        target.Bytes = Count(message.Bytes);
        long latencies = DecodeBuckets(message, table, cell);
        long failures = DecodeErrnos(message, table, cell);
        long sizes = SizeCodec.Decode(message, table, cell);
        return CallRules.Fault(in target, latencies, failures, sizes) is { } fault
            ? throw new InvalidDataException(fault)
            : cell;
    }

    /// <summary>What the calls of a message have in common.</summary>
    /// <param name="message">The message.</param>
    /// <param name="resources">The table of resources.</param>
    /// <exception cref="InvalidDataException">There is no such ABI, operation or resource.</exception>
    public static CellKey WholeKey(Proto.Call message, List<Resource> resources)
    {
        if (message.Operation > Operation.MaxCode)
        {
            throw new InvalidDataException($"an operation of {message.Operation}");
        }

        if (message.Resource > resources.Count)
        {
            throw new InvalidDataException($"resource {message.Resource - 1}, and {resources.Count} are defined");
        }

        return new CellKey(
            Key(message.Abi, message.Number),
            new Operation((int)message.Operation),
            message.Resource == 0 ? null : resources[(int)message.Resource - 1]);
    }

    /// <summary>The key of a call.</summary>
    /// <exception cref="InvalidDataException">There is no such ABI.</exception>
    public static CallKey Key(Proto.Abi abi, uint number) => abi is >= Proto.Abi.X64 and <= Proto.Abi.Arm64
        ? new CallKey((SyscallAbi)abi, (int)number)
        : throw new InvalidDataException($"an ABI of number {(int)abi}");

    /// <summary>A number of the format as one of the model.</summary>
    /// <exception cref="InvalidDataException">It is 2^63 or more.</exception>
    public static long Count(ulong value) =>
        value <= long.MaxValue ? (long)value : throw new InvalidDataException($"a number of {value}");

    /// <summary>The sum of two numbers that are not negative.</summary>
    /// <exception cref="InvalidDataException">It is 2^63 or more.</exception>
    public static long Sum(long a, long b) =>
        b <= long.MaxValue - a ? a + b : throw new InvalidDataException("numbers that add up to 2^63 or more");

    private static ulong Count(long value) => checked((ulong)value);

    private static long EncodeBuckets(CallTable table, int cell, Proto.Call message)
    {
        message.BucketDeltas.Clear();
        message.BucketCounts.Clear();
        long sum = 0;
        int before = 0;
        foreach ((int index, long count) in table.BucketsOf(cell))
        {
            message.BucketDeltas.Add(index - before);
            message.BucketCounts.Add(Count(count));
            sum += count;
            before = index;
        }

        return sum;
    }

    private static long EncodeErrnos(CallTable table, int cell, Proto.Call message)
    {
        message.Errnos.Clear();
        message.ErrnoCounts.Clear();
        IReadOnlyList<(int Errno, long Count)> errnos = table.ErrnosOf(cell);
        if (errnos.Count == 0)
        {
            return 0;
        }

        long sum = 0;
        foreach ((int errno, long count) in errnos.OrderBy(static pair => pair.Errno))
        {
            if (errno is < 1 or > MaxErrno)
            {
                throw new InvalidOperationException($"a call to record, {table.Cell(cell).Key}: errno {errno}");
            }

            message.Errnos.Add((uint)errno);
            message.ErrnoCounts.Add(Count(count));
            sum += count;
        }

        return sum;
    }

    private static long DecodeBuckets(Proto.Call message, CallTable table, int cell)
    {
        if (message.BucketDeltas.Count != message.BucketCounts.Count)
        {
            throw new InvalidDataException("a histogram with more buckets than counts, or fewer");
        }

        long sum = 0;
        long index = 0;
        for (int i = 0; i < message.BucketDeltas.Count; i++)
        {
            int delta = message.BucketDeltas[i];
            index += delta;
            if ((i > 0 && delta <= 0) || index < LatencyBuckets.MinIndex || index > LatencyBuckets.MaxIndex)
            {
                throw new InvalidDataException($"a histogram with bucket {index}, {delta} from the one before");
            }

            long count = Count(message.BucketCounts[i]);
            if (count == 0)
            {
                throw new InvalidDataException($"a histogram whose bucket {index} is empty");
            }

            sum = Sum(sum, count);
            table.AddLatency(cell, LatencyBuckets.SlotOf((int)index), count);
        }

        return sum;
    }

    private static long DecodeErrnos(Proto.Call message, CallTable table, int cell)
    {
        if (message.Errnos.Count != message.ErrnoCounts.Count)
        {
            throw new InvalidDataException("more errnos than counts of them, or fewer");
        }

        long sum = 0;
        uint before = 0;
        for (int i = 0; i < message.Errnos.Count; i++)
        {
            uint errno = message.Errnos[i];
            if (errno <= before || errno > MaxErrno)
            {
                throw new InvalidDataException($"errno {errno} after errno {before}");
            }

            long count = Count(message.ErrnoCounts[i]);
            sum = Sum(sum, count);
            table.AddErrno(cell, (int)errno, count);
            before = errno;
        }

        return sum;
    }
}
