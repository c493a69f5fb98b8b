using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Model;

/// <summary>
/// A list that grows by segments: an element never moves, so that references to it stay good, and growing copies nothing.
/// </summary>
internal sealed class SegmentedList<T>
{
    private const int SegmentBits = 10;
    private const int SegmentLength = 1 << SegmentBits;
    private T[][] _segments = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _segments[index >> SegmentBits][index & (SegmentLength - 1)];
    }

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
        if (Count > _segments.Length << SegmentBits)
        {
            AppendSegment();
        }

        return first;
    }

    /// <summary><paramref name="count"/> elements that were appended together.</summary>
    public Span<T> Range(int first, int count) =>
        _segments[first >> SegmentBits].AsSpan(first & (SegmentLength - 1), count);

    /// <summary>Forgets the elements and keeps the segments for the next ones.</summary>
    public void Clear() => Count = 0;

    private void AppendSegment()
    {
        if (Count > 1 << 30)
        {
            throw new InvalidOperationException("a profile holds more than 2^30 entries");
        }

        Array.Resize(ref _segments, _segments.Length + 1);
        _segments[^1] = new T[SegmentLength];
    }
}
