using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Wire;

/// <summary>Bytes of the ring to a batch: the one place where lengths are checked.</summary>
internal static class BatchDecoder
{
    /// <summary>The batch in a record; its calls stay where they are.</summary>
    /// <exception cref="InvalidDataException">The record is no batch: the two sides do not fit together.</exception>
    public static ThreadBatch Decode(ReadOnlySpan<byte> record)
    {
        if (record.Length < BatchEvent.HeaderBytes)
        {
            throw new InvalidDataException($"a batch of {record.Length} bytes has no header");
        }

        // Checked above: the record holds a whole header. The ring aligns records to 8 bytes.
        ref readonly BatchEvent head = ref MemoryMarshal.AsRef<BatchEvent>(record);
        int callBytes = checked((int)head.Count * Unsafe.SizeOf<FinishedCall>());
        if (head.Count > BatchEvent.MaxCalls || record.Length < BatchEvent.HeaderBytes + callBytes)
        {
            throw new InvalidDataException($"a batch of {head.Count} calls in {record.Length} bytes");
        }

        return new ThreadBatch
        {
            Thread = new ThreadKey((int)head.Tgid, (int)head.Tid, head.ThreadStartNs),
            Kind = (BatchKind)head.Kind,
            BaseNs = head.BaseNs,
            FirstSequence = head.FirstSeq,
            SinceNs = head.SinceNs,
            ToldNs = head.ToldNs,
            CpuNs = head.CpuNs,
            CgroupId = head.CgroupId,
            Comm = NameOf(head.Comm),
            Process = NameOf(head.Process),
            State = (CallState)head.InFlight.State is var state and (CallState.Traced or CallState.BeforeStart)
                ? state
                : CallState.None,
            InFlightNumber = head.InFlight.Number,
            InFlightArgument = head.InFlight.Argument,
            InFlightEnterNs = head.InFlight.EnterNs,
            // Checked above: the record holds Count calls behind the header.
            Calls = MemoryMarshal.Cast<byte, FinishedCall>(record.Slice(BatchEvent.HeaderBytes, callBytes)),
        };
    }

    private static UInt128 NameOf(ReadOnlySpan<byte> comm) => MemoryMarshal.Read<UInt128>(comm);
}
