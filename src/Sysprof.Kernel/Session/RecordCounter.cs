using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;

namespace Sysprof.Kernel.Session;

/// <summary>Dispatches the records of the ring. Called by one thread at a time; never blocks.</summary>
/// <param name="aggregator">What takes batches.</param>
/// <param name="cgroups">What takes paths of cgroups.</param>
/// <param name="descriptors">What takes messages about descriptors; null where none are sent.</param>
internal sealed class RecordCounter(CallAggregator aggregator, CgroupSource cgroups, ToldDescriptors? descriptors)
{
    /// <summary>Counts a record, or notes what it says.</summary>
    /// <exception cref="InvalidDataException">It is none that was asked for: the two sides do not fit together.</exception>
    public void Count(ReadOnlySpan<byte> record)
    {
        RecordKind kind = RecordDecoder.KindOf(record);
        if (kind == RecordKind.Batch)
        {
            aggregator.Add(BatchDecoder.Decode(record));
        }
        else
        {
            Note(kind, record);
        }
    }

    private void Note(RecordKind kind, ReadOnlySpan<byte> record)
    {
        switch (kind)
        {
            case RecordKind.Descriptor when descriptors is not null:
                descriptors.Bind(RecordDecoder.Descriptor(record));
                break;
            case RecordKind.Fork when descriptors is not null:
                descriptors.Fork(RecordDecoder.Fork(record));
                break;
            case RecordKind.Cgroup:
                (ulong id, string path) = RecordDecoder.Cgroup(record);
                cgroups.Take(id, path, aggregator);
                break;
            default:
                throw new InvalidDataException($"a record of kind {kind} that nobody asked for");
        }
    }
}
