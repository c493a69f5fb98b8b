using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Model;

/// <summary>
/// A list that grows by segments: an element never moves, so that references to it stay good, and growing copies nothing.
/// </summary>
internal sealed class SegmentedList<T>
{
    // Small elements come in large numbers: a segment is some 100 KB of them, too.
    private static readonly int s_segmentBits = Unsafe.SizeOf<T>() <= sizeof(int) ? 16 : 10;
    private T[][] _segments = [];
    private int _segmentCount;

    public int Count { get; private set; }

    private static int SegmentLength => 1 << s_segmentBits;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref In(_segments[(uint)index >> s_segmentBits], index);
    }

    /// <summary>An element of which the segment is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T In(T[] segment, int index) =>
        // All segments have this length: what is masked so lies inside.
        ref segment.DangerousGetReferenceAt(IndexInSegment(index));

    /// <summary>The segment that an element lies in; it stays there.</summary>
    public T[] SegmentOf(int index) => _segments[(uint)index >> s_segmentBits];

    /// <summary>Where in its segment an element lies.</summary>
    public static int IndexInSegment(int index) => index & (SegmentLength - 1);

    /// <summary>Appends <paramref name="count"/> elements that lie side by side and returns the index of the first.</summary>
    /// <remarks>They hold what the list held there before it was cleared: the caller sets them.</remarks>
    public int Append(int count = 1)
    {
        if ((Count & (SegmentLength - 1)) + count > SegmentLength)
        {
            Count = (Count + SegmentLength - 1) & ~(SegmentLength - 1);
        }

        int first = Count;
        Count += count;
        if (Count > _segmentCount << s_segmentBits)
        {
            AppendSegment();
        }

        return first;
    }

    /// <summary><paramref name="count"/> elements that were appended together.</summary>
    public Span<T> Range(int first, int count) =>
        _segments[(uint)first >> s_segmentBits].AsSpan(IndexInSegment(first), count);

    /// <summary>Forgets the elements and keeps the segments for the next ones.</summary>
    public void Clear() => Count = 0;

    private void AppendSegment()
    {
        if (Count > 1 << 30)
        {
            throw new InvalidOperationException("a profile holds more than 2^30 entries");
        }

        if (_segmentCount == _segments.Length)
        {
            Array.Resize(ref _segments, Math.Max(4, _segmentCount * 2));
        }

        _segments[_segmentCount++] = new T[SegmentLength];
    }
}
