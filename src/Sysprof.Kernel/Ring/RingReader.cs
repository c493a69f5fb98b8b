using System.ComponentModel;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Ring;

/// <summary>
/// Reads a BPF ring buffer where the kernel writes it: mapped, without a call or a copy per record. One reader.
/// </summary>
/// <remarks>
/// Layout (kernel/bpf/ringbuf.c): a page with the consumer's position, which we write; a page with the producers'
/// position; the data twice in a row, so that a record that wraps lies in one piece. A record is a header of eight bytes
/// (length with two flag bits, and an offset we do not need) and its payload, rounded up to eight. Every page that is
/// mapped counts as resident: of the data's second copy only as much is as the longest record needs.
/// </remarks>
internal sealed unsafe class RingReader : IDisposable
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const int HeaderBytes = 8;

    private readonly int _pageBytes = Environment.SystemPageSize;
    private readonly ulong _mask;
    private readonly uint _longestRecordBytes;
    private readonly nuint _sharedBytes;
    private long* _consumerPosition;
    private byte* _shared;

    /// <summary>Maps the ring of a map.</summary>
    /// <param name="mapFd">The ring buffer map's descriptor; stays the caller's.</param>
    /// <param name="ringBytes">The map's <c>max_entries</c>.</param>
    /// <param name="longestRecordBytes">No record's payload is longer.</param>
    /// <exception cref="Win32Exception">The kernel refused the mapping.</exception>
    public RingReader(int mapFd, int ringBytes, int longestRecordBytes)
    {
        _mask = (ulong)ringBytes - 1;
        _longestRecordBytes = (uint)longestRecordBytes;
        long wrapped = (long)_pageBytes * ((HeaderBytes + longestRecordBytes + _pageBytes - 1) / _pageBytes);
        _sharedBytes = (nuint)(_pageBytes + ringBytes + Math.Min(wrapped, ringBytes));
        _consumerPosition = (long*)Map((nuint)_pageBytes, LibC.ProtRead | LibC.ProtWrite, mapFd, 0);
        _shared = (byte*)Map(_sharedBytes, LibC.ProtRead, mapFd, _pageBytes);
    }

    /// <summary>What takes a record's payload; the span is good during the call.</summary>
    public delegate void RecordHandler(ReadOnlySpan<byte> record);

    /// <summary>How far the producers have got, in bytes since the ring was made; any thread may ask.</summary>
    public long ProducerPosition => Volatile.Read(ref *(long*)_shared);

    /// <summary>How far the reader has got, likewise.</summary>
    public long ConsumerPosition => Volatile.Read(ref *_consumerPosition);

    /// <summary>
    /// Hands out the records that are complete, at most <paramref name="limit"/> bytes of them, and returns how many
    /// bytes that was.
    /// </summary>
    /// <exception cref="InvalidDataException">A record is longer than any should be.</exception>
    public long Read(RecordHandler handler, long limit)
    {
        long start = *_consumerPosition;
        long position = start;
        // Partner: smp_store_release of the producers' position in __bpf_ringbuf_reserve.
        long end = Math.Min(Volatile.Read(ref *(long*)_shared), start + limit);
        byte* data = _shared + _pageBytes;
        while (position < end)
        {
            byte* record = data + ((ulong)position & _mask);
            // Partner: xchg of the header in bpf_ringbuf_commit, which publishes the payload.
            uint length = Volatile.Read(ref *(uint*)record);
            if ((length & BusyBit) != 0)
            {
                break;
            }

            if ((length & ~DiscardBit) > _longestRecordBytes)
            {
                throw new InvalidDataException($"a record of {length & ~DiscardBit} bytes in the ring");
            }

            if ((length & DiscardBit) == 0)
            {
                // Checked above: the record ends where the mapping does, or before.
                handler(new ReadOnlySpan<byte>(record + HeaderBytes, (int)length));
            }

            position += RoundUp((length & ~DiscardBit) + HeaderBytes);
            // Partner: smp_load_acquire of the consumer's position in __bpf_ringbuf_reserve: the space is free again.
            Volatile.Write(ref *_consumerPosition, position);
        }

        return position - start;
    }

    public void Dispose()
    {
        if (_shared is not null)
        {
            _ = LibC.Unmap(_consumerPosition, (nuint)_pageBytes);
            _ = LibC.Unmap(_shared, _sharedBytes);
            _shared = null;
            _consumerPosition = null;
        }
    }

    private static long RoundUp(uint bytes) => (bytes + 7L) & ~7L;

    private static void* Map(nuint bytes, int protection, int fd, long offset)
    {
        void* address = LibC.Map(null, bytes, protection, LibC.MapShared, fd, offset);
        return address == LibC.MapFailed
            ? throw new Win32Exception(Marshal.GetLastPInvokeError(), "mapping the ring buffer")
            : address;
    }
}
