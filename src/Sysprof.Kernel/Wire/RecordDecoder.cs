using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>Tells records of the ring apart, and reads those that are no batches: the one place where their lengths are checked.</summary>
internal static class RecordDecoder
{
    /// <summary>The longest record there is, in bytes: a message about a descriptor with the longest path.</summary>
    public const int LongestRecordBytes = DescriptorEvent.HeaderBytes + DescriptorEvent.MaxPathBytes;

    /// <summary>What a record is.</summary>
    /// <exception cref="InvalidDataException">It is too short to say.</exception>
    public static RecordKind KindOf(ReadOnlySpan<byte> record) => record.Length < sizeof(ushort)
        ? throw new InvalidDataException($"a record of {record.Length} bytes")
        : (RecordKind)MemoryMarshal.Read<ushort>(record);

    /// <summary>The message about a descriptor that some bytes begin with.</summary>
    /// <exception cref="InvalidDataException">They do not begin with a whole one.</exception>
    public static DescriptorRecord Descriptor(ReadOnlySpan<byte> bytes) => TryDescriptor(bytes, out DescriptorRecord record)
        ? record
        : throw new InvalidDataException($"{bytes.Length} bytes are less than a message about a descriptor");

    /// <summary>The same, where the rest of the bytes may be still to come: false then.</summary>
    /// <exception cref="InvalidDataException">They are something else.</exception>
    public static bool TryDescriptor(ReadOnlySpan<byte> bytes, out DescriptorRecord record)
    {
        record = default;
        if (bytes.Length < DescriptorEvent.HeaderBytes)
        {
            return false;
        }

        // Checked above: there is a whole header. The ring aligns records to 8 bytes; others are copied.
        var head = MemoryMarshal.Read<DescriptorEvent>(bytes);
        if (head.Record != (ushort)RecordKind.Descriptor || head.PathBytes > DescriptorEvent.MaxPathBytes)
        {
            throw new InvalidDataException($"a record of kind {head.Record} with a path of {head.PathBytes} bytes");
        }

        int length = DescriptorEvent.HeaderBytes + head.PathBytes;
        if (bytes.Length < length)
        {
            return false;
        }

        record = new DescriptorRecord(in head, bytes[..length]);
        return true;
    }

    /// <summary>The id and the path of the cgroup that a record is about.</summary>
    /// <exception cref="InvalidDataException">It holds no whole message about one.</exception>
    public static (ulong Id, string Path) Cgroup(ReadOnlySpan<byte> record)
    {
        if (record.Length < CgroupEvent.HeaderBytes)
        {
            throw new InvalidDataException($"a cgroup in {record.Length} bytes");
        }

        var head = MemoryMarshal.Read<CgroupEvent>(record);
        int pathBytes = head.PathBytes;
        return pathBytes <= DescriptorEvent.MaxPathBytes && record.Length >= CgroupEvent.HeaderBytes + pathBytes
            ? (head.Id, PathText.Of(record.Slice(CgroupEvent.HeaderBytes, pathBytes), isCut: head.Cut != 0))
            : throw new InvalidDataException($"the path of a cgroup of {pathBytes} bytes in {record.Length} bytes");
    }

    /// <summary>The message about a fork in a record.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static ForkEvent Fork(ReadOnlySpan<byte> record) => record.Length < Unsafe.SizeOf<ForkEvent>()
        ? throw new InvalidDataException($"a fork in {record.Length} bytes")
        : MemoryMarshal.Read<ForkEvent>(record);
}
