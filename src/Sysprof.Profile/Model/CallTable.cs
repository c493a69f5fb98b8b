using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Model;

/// <summary>
/// Threads, their system calls, and for each the counts, errnos and latency histogram: what an
/// <see cref="Interval"/> and a <see cref="Summary"/> are made of.
/// </summary>
/// <remarks>
/// Everything lies in a few growing segments, so that a table of 10,000 threads is a handful of objects, filling one
/// that was cleared allocates nothing, and a histogram takes 32 bytes for each octave in use. One writer at a time.
/// </remarks>
/// <param name="mostResourceCells">See <see cref="MostResourceCells"/>.</param>
public sealed class CallTable(int mostResourceCells = CallTable.MostResourceCells)
{
    /// <summary>How many cells there are for what calls were made on, before all further ones are counted together.</summary>
    public const int MostResourceCells = 1 << 18;

    private const int MostUnindexed = 32;

    private readonly SegmentedList<ThreadRow> _threads = new();
    private readonly SegmentedList<CallCell> _cells = new();
    private readonly SegmentedList<ErrnoNode> _errnos = new();

    private int _resourceCells;
    private bool _hasPending; // A cell was made for what is still to be found out.

    // The cells of threads that have many, so that finding one does not take as long as there are others.
    private readonly CellIndex _index = new();

    internal BucketStore Buckets { get; } = new();

    /// <summary>How many threads the table holds; they are numbered from 0.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>How many pairs of thread and call the table holds.</summary>
    public int CellCount => _cells.Count;

    /// <summary>Whether calls are told apart further than by system call.</summary>
    public bool HasParts { get; private set; }

    /// <summary>A thread by its number, 0 to <see cref="ThreadCount"/> - 1.</summary>
    public ref ThreadRow Thread(int row) => ref _threads[row];

    /// <summary>Appends a thread and returns its number. The caller sees to it that it is not there yet.</summary>
    public int AddThread(ThreadInfo info)
    {
        int row = _threads.Append();
        _threads[row] = new ThreadRow { Info = info, FirstCell = -1 };
        return row;
    }

    /// <summary>The number of a thread's cell for a call, made when it is not there yet.</summary>
    public int CellOf(int row, CallKey key) => CellOf(row, new CellKey(key));

    /// <summary>
    /// The number of a thread's cell for what some calls have in common, made when it is not there yet; beyond
    /// <see cref="MostResourceCells"/> that of <see cref="Resource.Other"/>.
    /// </summary>
    public int CellOf(int row, CellKey key)
    {
        int cell = Find(row, key);
        if (cell < 0 && key.Resource is not null && _resourceCells >= mostResourceCells)
        {
            key = key with { Resource = Resource.Other };
            cell = Find(row, key);
        }

        return cell >= 0 ? cell : AppendCell(row, key);
    }

    /// <summary>A cell by its number; the reference stays good while the table is not cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref CallCell Cell(int cell) => ref _cells[cell];

    /// <summary>The cells of a thread, newest first.</summary>
    public CellEnumerable CellsOf(int row) => new(this, _threads[row].FirstCell);

    /// <summary>Counts <paramref name="count"/> latencies in a slot of <see cref="LatencyBuckets"/>.</summary>
    public void AddLatency(int cell, int slot, long count = 1) => Buckets.Add(cell, ref _cells[cell], slot, count);

    /// <summary>Counts <paramref name="count"/> failures with one errno (1 to 4095).</summary>
    public void AddErrno(int cell, int errno, long count = 1)
    {
        ref CallCell target = ref _cells[cell];
        if (target.UsualFailure == 0)
        {
            target.UsualFailure = -errno;
        }

        if (target.UsualFailure == -errno)
        {
            target.UsualFailures += count;
            return;
        }

        for (int node = target.FirstErrno; node >= 0; node = _errnos[node].Next)
        {
            if (_errnos[node].Errno == errno)
            {
                _errnos[node].Count += count;
                return;
            }
        }

        int added = _errnos.Append();
        _errnos[added] = new ErrnoNode { Errno = errno, Count = count, Next = target.FirstErrno };
        target.FirstErrno = added;
    }

    /// <summary>The filled buckets of a cell in rising order: index as exporters write it, and count.</summary>
    public IEnumerable<(int Index, long Count)> BucketsOf(int cell)
    {
        foreach ((int slot, long count) in Buckets.Filled(cell, _cells[cell]))
        {
            yield return (LatencyBuckets.IndexOf(slot), count);
        }
    }

    /// <summary>
    /// Counts <paramref name="count"/> calls by the <see cref="SizeClass"/> of the bytes that they moved; they are told apart only
    /// where calls are by what they were made on.
    /// </summary>
    public void AddSize(int cell, int sizeClass, long count = 1) => Buckets.AddSize(cell, ref _cells[cell], sizeClass, count);

    /// <summary>Adds the sizes of a cell to counts by <see cref="SizeClass"/>, one for each class.</summary>
    public void AddSizesTo(Span<long> classes, int cell) => Buckets.AddSizesTo(classes, cell, _cells[cell]);

    /// <summary>The counts and times of all cells together.</summary>
    public CallCell Total()
    {
        var total = new CallCell();
        for (int cell = 0; cell < CellCount; cell++)
        {
            total.AddCounts(_cells[cell]);
        }

        return total;
    }

    /// <summary>Adds the histogram of a cell to counts by octave.</summary>
    public void AddOctaves(int cell, ref OctaveCounts counts) => Buckets.AddTo(ref counts, cell, _cells[cell]);

    /// <summary>Adds the histogram of a cell to counts by slot of <see cref="LatencyBuckets"/>, one for each slot.</summary>
    public void AddLatencies(int cell, Span<long> slots) => Buckets.AddTo(slots, cell, _cells[cell]);

    /// <summary>The errnos of a cell with their counts, most frequent first, equal ones by number.</summary>
    public IReadOnlyList<(int Errno, long Count)> ErrnosOf(int cell)
    {
        if (_cells[cell].UsualFailure == 0)
        {
            return [];
        }

        var list = new List<(int Errno, long Count)>();
        CopyErrnos(cell, list);
        list.Sort(static (a, b) => b.Count != a.Count ? b.Count.CompareTo(a.Count) : a.Errno.CompareTo(b.Errno));
        return list;
    }

    /// <summary>Appends the errnos of a cell with their counts to a list, in no order.</summary>
    public void CopyErrnos(int cell, List<(int Errno, long Count)> errnos)
    {
        ref readonly CallCell source = ref _cells[cell];
        if (source.UsualFailure != 0)
        {
            errnos.Add((-source.UsualFailure, source.UsualFailures));
        }

        for (int node = source.FirstErrno; node >= 0; node = _errnos[node].Next)
        {
            errnos.Add((_errnos[node].Errno, _errnos[node].Count));
        }
    }

    /// <summary>
    /// The duration in seconds below or at which a share <paramref name="quantile"/> (0 to 1) of the returned calls
    /// lies, by nearest rank, within 2.2%; NaN when none returned.
    /// </summary>
    public double Quantile(int cell, double quantile)
    {
        ref readonly CallCell source = ref _cells[cell];
        if (source.Returned <= 0)
        {
            return double.NaN;
        }

        long rank = Math.Max(1, (long)Math.Ceiling(quantile * source.Returned));
        foreach ((int index, long count) in BucketsOf(cell))
        {
            rank -= count;
            if (rank <= 0)
            {
                return Math.Clamp(LatencyBuckets.MiddleSeconds(index), source.MinNs * 1e-9, source.MaxNs * 1e-9);
            }
        }

        return source.MaxNs * 1e-9;
    }

    /// <summary>Adds a cell of another table to a thread of this one, where the same is counted.</summary>
    public void MergeCell(int row, CallTable from, int fromCell) =>
        MergeInto(CellOf(row, from._cells[fromCell].Whole), from, fromCell);

    /// <summary>Adds the cells of a thread of another table to a thread of this one.</summary>
    /// <param name="row">The thread in this table.</param>
    /// <param name="from">The other table.</param>
    /// <param name="fromRow">The thread in it.</param>
    /// <param name="latenciesOf">The calls that come with their histograms, which take most of the time; null for all.</param>
    internal void MergeCells(int row, CallTable from, int fromRow, FrozenSet<CallKey>? latenciesOf = null)
    {
        // No other cell of a thread counts the same: into a thread that has none yet they are copied without a look.
        bool areNew = _threads[row].CellCount == 0;
        foreach (int fromCell in from.CellsOf(fromRow))
        {
            ref readonly CallCell source = ref from._cells[fromCell];
            bool isNew = areNew && (source.Resource is null || _resourceCells < mostResourceCells);
            int cell = isNew ? AppendCell(row, source.Whole) : CellOf(row, source.Whole);
            MergeInto(cell, from, fromCell, hasLatencies: latenciesOf?.Contains(source.Key) != false);
        }
    }

    /// <summary>
    /// Puts the answer in the place of each <see cref="PendingResource"/>, or <see cref="Resource.Unresolved"/>; returns how many
    /// have none. Cells that become the same are one then; the other is empty and no thread's.
    /// </summary>
    internal int ResolvePending()
    {
        int late = 0;
        for (int row = 0; _hasPending && row < ThreadCount; row++)
        {
            ResolvePending(row, ref late);
        }

        _hasPending = false;
        return late;
    }

    /// <summary>Adds a cell of another table to a cell of this one.</summary>
    public void MergeInto(int cell, CallTable from, int fromCell) => MergeInto(cell, from, fromCell, hasLatencies: true);

    /// <summary>Empties the table and keeps its memory for the next use.</summary>
    public void Clear()
    {
        _threads.Clear();
        _cells.Clear();
        Buckets.Clear();
        _errnos.Clear();
        _index.Clear();
        HasParts = false;
        _hasPending = false;
        _resourceCells = 0;
    }

    /// <summary>Where a cell lies until the table is cleared.</summary>
    internal CallCell[] SegmentOf(int cell) => _cells.SegmentOf(cell);

    internal int NextCell(int cell) => _cells[cell].Next;

    /// <summary>Appends a cell to a thread. The caller sees to it that there is none for these calls yet.</summary>
    internal int AppendCell(int row, CellKey key)
    {
        int cell = _cells.Append();
        ref ThreadRow thread = ref _threads[row];
        _cells[cell] = new CallCell
        {
            Key = key.Call,
            Operation = key.Operation,
            Resource = key.Resource,
            FirstErrno = -1,
            MinNs = long.MaxValue,
            Next = thread.FirstCell,
        };
        HasParts |= key.IsPart;
        _hasPending |= key.Resource is PendingResource;
        _resourceCells += key.Resource is null ? 0 : 1;
        thread.FirstCell = cell;
        thread.CellCount++;
        Index(row, in thread, key, cell);
        return cell;
    }

    private void MergeInto(int cell, CallTable from, int fromCell, bool hasLatencies)
    {
        ref readonly CallCell source = ref from._cells[fromCell];
        ref CallCell target = ref _cells[cell];
        target.AddCounts(source);
        if (source.UsualFailure != 0)
        {
            AddErrno(cell, -source.UsualFailure, source.UsualFailures);
        }

        for (int node = source.FirstErrno; node >= 0; node = from._errnos[node].Next)
        {
            AddErrno(cell, from._errnos[node].Errno, from._errnos[node].Count);
        }

        Buckets.Merge(cell, ref target, from.Buckets, fromCell, source, hasLatencies);
    }

    private void ResolvePending(int row, ref int late)
    {
        bool isIndexed = _threads[row].CellCount > MostUnindexed;
        ref int link = ref _threads[row].FirstCell;
        while (link >= 0)
        {
            int number = link;
            ref CallCell cell = ref _cells[number];
            if (cell.Resource is PendingResource pending)
            {
                CellKey key = cell.Whole with { Resource = pending.Settled(ref late) };
                int same = Find(row, key);
                if (same >= 0)
                {
                    MergeInto(same, this, number);
                    link = cell.Next;
                    cell = new CallCell { Key = key.Call, FirstErrno = -1, MinNs = long.MaxValue, Next = -1 };
                    continue;
                }

                cell.Resource = key.Resource;
                if (isIndexed)
                {
                    _index.Add(row, key, number);
                }
            }

            link = ref cell.Next;
        }
    }

    /// <summary>The number of a thread's cell, -1 when there is none.</summary>
    private int Find(int row, CellKey key)
    {
        if (_threads[row].CellCount > MostUnindexed)
        {
            return _index.Find(_cells, row, key);
        }

        int cell = _threads[row].FirstCell;
        while (cell >= 0 && !(_cells[cell].Key == key.Call && _cells[cell].Whole == key))
        {
            cell = _cells[cell].Next;
        }

        return cell;
    }

    private void Index(int row, in ThreadRow thread, CellKey key, int added)
    {
        if (thread.CellCount == MostUnindexed + 1)
        {
            for (int cell = thread.FirstCell; cell >= 0; cell = _cells[cell].Next)
            {
                _index.Add(row, _cells[cell].Whole, cell);
            }
        }
        else if (thread.CellCount > MostUnindexed)
        {
            _index.Add(row, key, added);
        }
    }

    private struct ErrnoNode
    {
        public long Count;
        public int Errno;
        public int Next;
    }

    /// <summary>The cell numbers of one thread.</summary>
    public readonly struct CellEnumerable(CallTable table, int first)
    {
        /// <summary>For <c>foreach</c>.</summary>
        public CellEnumerator GetEnumerator() => new(table, first);
    }

    /// <summary>Walks the cell numbers of one thread.</summary>
    public struct CellEnumerator(CallTable table, int first)
    {
        private int _next = first;

        /// <summary>The cell's number.</summary>
        public int Current { get; private set; } = -1;

        /// <summary>For <c>foreach</c>.</summary>
        public bool MoveNext()
        {
            Current = _next;
            if (Current < 0)
            {
                return false;
            }

            _next = table.NextCell(Current);
            return true;
        }
    }
}
