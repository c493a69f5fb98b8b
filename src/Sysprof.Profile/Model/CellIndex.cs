namespace Sysprof.Profile.Model;

/// <summary>
/// Finds cells of threads that have many, in a time that does not depend on how many there are. It holds no references: the
/// garbage collector has nothing to look at in it.
/// </summary>
internal sealed class CellIndex
{
    private readonly SplitTables<Entry> _entries = new();

    /// <summary>Adds a thread's cell.</summary>
    public void Add(int row, CellKey key, int cell) => _entries.Add(new Entry(row, key, cell));

    /// <summary>The number of a thread's cell among all cells; -1 when there is none.</summary>
    public int Find(SegmentedList<CallCell> cells, int row, CellKey key)
    {
        int spread = new Entry(row, key, -1).Spread;
        Span<Entry> piece = _entries.PieceOf(spread);
        for (int at = spread & (piece.Length - 1); !piece[at].IsFree; at = (at + 1) & (piece.Length - 1))
        {
            // The cell may have another key by now, and then has a second entry.
            ref readonly Entry entry = ref piece[at];
            if (entry.Spread == spread && entry.Row == row && cells[entry.Cell].Whole == key)
            {
                return entry.Cell;
            }
        }

        return -1;
    }

    /// <summary>Forgets all cells and keeps the memory.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Which cell is a thread's for what some calls have in common.</summary>
    private readonly struct Entry(int row, CellKey key, int cell) : IHashed
    {
        // 0 in zeroed memory: the entry is free.
        private readonly int _cellBehind = cell + 1;

        public int Row { get; } = row;

        public int Cell => _cellBehind - 1;

        public int Spread { get; } = HashCode.Combine(row, key);

        public bool IsFree => _cellBehind == 0;
    }
}
