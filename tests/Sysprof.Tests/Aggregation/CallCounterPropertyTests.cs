using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Tests.Aggregation.Descriptors;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>
/// Calls in groups and several at once, against calls one by one: batches of any length, whatever the wire can hold.
/// </summary>
public sealed class CallCounterPropertyTests
{
    private static readonly Gen<long> s_durations = Gen.OneOf(
        Gen.Elements<long>(0, 1, 2, 3, 1023, 1024, uint.MaxValue, 1L << 32, 1L << 47, LatencyBuckets.MaxNs - 1, LatencyBuckets.MaxNs),
        from bits in Gen.Choose(0, 47)
        from upper in Gen.Choose(0, int.MaxValue)
        from lower in Gen.Choose(0, int.MaxValue)
        select ((long)upper << 31 | (uint)lower) & ((1L << bits) - 1));

    // read, write, getppid, exit and openat of the first ABI, numbers that share their lower bits, the one for all
    // that are in no table; epoll_wait, futex, fcntl and socket, which are told apart by what they were asked to do.
    private static readonly Gen<int> s_numbers =
        Gen.Elements(0, 1, 110, 60, 257, 8, 16, 1023, 232, 202, 72, 41, NumberCode.Unknown);

    private static readonly Gen<int> s_results = Gen.OneOf(
        Gen.Elements(0, 1, 4096, short.MaxValue, int.MaxValue, -1, -4095, -11, -512, -513, -514, -515, -516),
        Gen.Constant(-11),
        Gen.Choose(-4095, 10_000));

    private static readonly Gen<FinishedCall> s_calls =
        from duration in s_durations
        from number in s_numbers
        from abi in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from blocked in Gen.Elements(0, NumberCode.Blocked)
        from result in s_results
        from argument in Gen.Elements<uint>(0, 1, 4095, uint.MaxValue)
        select new FinishedCall
        {
            DurationLow = (uint)duration,
            DurationHigh = (ushort)(duration >> 32),
            Number = (ushort)(number | abi << NumberCode.AbiShift | blocked),
            Result = result,
            Argument = argument,
        };

    [Fact]
    public void Counting_calls_together_is_counting_them_one_by_one() =>
        Prop.ForAll(Gen.Choose(0, 200).SelectMany(length => s_calls.ArrayOf(length)).ArrayOf().ToArbitrary(), Compare)
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void A_batch_of_each_length_is_counted() => Assert.All(
        Enumerable.Range(0, 3 * CallColumns.Capacity + 1),
        length => Compare([[.. s_calls.Sample(length, length)]]));

    /// <summary>Twice, the second time into the table of the first, which was not empty.</summary>
    private static void Compare(FinishedCall[][] batches)
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64, AnsweredTables.By(RightNow));
        ulong sequence = 0;
        for (int interval = 0; interval < 2; interval++)
        {
            foreach (FinishedCall[] batch in batches)
            {
                aggregator.Add(BatchOf(batch, sequence));
                sequence += (ulong)batch.Length;
            }

            CallTable table = aggregator.Rotate().Calls;
            AssertHolds(table, [.. batches.SelectMany(batch => batch)]);
            aggregator.Recycle(table);
        }
    }

    private static ThreadBatch BatchOf(FinishedCall[] calls, ulong sequence) => new()
    {
        Thread = new ThreadKey(1, 1, 1000),
        Kind = BatchKind.Flush,
        BaseNs = 0,
        FirstSequence = sequence,
        SinceNs = 0,
        ToldNs = 0,
        CpuNs = 0,
        CgroupId = 1,
        Comm = 'c',
        Process = 'p',
        State = CallState.None,
        InFlightNumber = 0,
        InFlightArgument = 0,
        InFlightEnterNs = 0,
        Calls = calls,
    };

    private static CellKey KeyOf(FinishedCall call)
    {
        CallKey key = NumberCode.Decode(call.Number, call.Argument, SyscallAbi.X64);
        // A number of a table that comes in the argument is nothing the kernel's side sends.
        if (NumberCode.IsUnknown(call.Number) || SyscallTable.For(key.Abi).Find(key.Number) is not { } known)
        {
            return new CellKey(key);
        }

        CallTraits traits = CallTraits.Of(known, withOperations: true, withDescriptors: true);
        return new CellKey(key, traits.OperationOf(call.Argument, call.Result), ResourceOf(call, traits));
    }

    private static Resource? ResourceOf(FinishedCall call, CallTraits traits)
    {
        if (traits.Descriptor == DescriptorSource.None)
        {
            return null;
        }

        int descriptor = traits.DescriptorOf(call.Argument, call.Result);
        return descriptor < 0
            ? traits.WithoutDescriptor(call.Result)
            : RightNow(1, descriptor) ?? Resource.Unresolved;
    }

    private static Resource? RightNow(int tgid, int descriptor) =>
        descriptor == 1 ? null : new Resource(ResourceKind.File, $"/{tgid}/{descriptor & ~2}");

    private static void AssertHolds(CallTable table, FinishedCall[] calls)
    {
        ILookup<CellKey, FinishedCall> truth = calls.ToLookup(KeyOf);
        Assert.Equal(truth.Count, table.CellCount);
        for (int cell = 0; cell < table.CellCount; cell++)
        {
            CellTruth.AssertHolds(table, cell, [.. truth[table.Cell(cell).Whole]]);
        }
    }
}
