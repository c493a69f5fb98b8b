using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What the aggregator knows of a thread from one batch to the next.</summary>
internal sealed class ThreadState
{
    private const int NoCode = -1;
    private CodeCell[] _cells = NewCells(8);
    private int _used;

    public required ThreadInfo Info { get; set; }

    public UInt128 Comm { get; set; }

    public UInt128 Process { get; set; }

    /// <summary>False for a thread whose calls reached us though it is not in the target.</summary>
    public bool Member { get; set; }

    public ulong NextSequence { get; set; }

    /// <summary>The call it is in; for the target's account only when <see cref="CountsAsInFlight"/>.</summary>
    public InFlightCall? InFlight { get; set; }

    /// <summary>Whether it is in a call whose entry the ledger counted.</summary>
    public bool CountsAsInFlight => InFlight is { BeforeStart: false };

    /// <summary>Rotations that had happened when the thread ended; -1 while it lives.</summary>
    public long EndedAtRotation { get; set; } = -1;

    /// <summary>The interval that <see cref="Row"/> and the cells belong to.</summary>
    public IntervalBuilder? Interval { get; private set; }

    public int Row { get; private set; }

    /// <summary>Gives the thread its row in an interval in which it has none yet.</summary>
    public void BeginInterval(IntervalBuilder interval)
    {
        Interval = interval;
        Row = interval.Calls.AddThread(Info);
        Array.Fill(_cells, CodeCell.None);
        _used = 0;
    }

    /// <summary>The thread's cell for a number code, -1 while it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindCell(int code)
    {
        CodeCell[] cells = _cells;
        int at = code & (cells.Length - 1);
        return cells[at].Code == code ? cells[at].Cell : FindDisplacedCell(code);
    }

    public void RememberCell(int code, int cell)
    {
        if (_used * 2 >= _cells.Length)
        {
            Grow();
        }

        Insert(new CodeCell(code, cell));
        _used++;
    }

    /// <summary>The same, where the code is not in its own place: another one was there first.</summary>
    private int FindDisplacedCell(int code)
    {
        int mask = _cells.Length - 1;
        int at = code & mask;
        while (_cells[at].Code != code && _cells[at].Code != NoCode)
        {
            at = (at + 1) & mask;
        }

        return _cells[at].Cell;
    }

    private void Insert(CodeCell added)
    {
        int mask = _cells.Length - 1;
        int at = added.Code & mask;
        while (_cells[at].Code != NoCode)
        {
            at = (at + 1) & mask;
        }

        _cells[at] = added;
    }

    private void Grow()
    {
        CodeCell[] old = _cells;
        _cells = NewCells(old.Length * 2);
        foreach (CodeCell one in old)
        {
            if (one.Code != NoCode)
            {
                Insert(one);
            }
        }
    }

    private static CodeCell[] NewCells(int length)
    {
        var cells = new CodeCell[length];
        Array.Fill(cells, CodeCell.None);
        return cells;
    }

    /// <summary>A place of the hash table: a number code and its cell, both -1 where it is free.</summary>
    private readonly record struct CodeCell(int Code, int Cell)
    {
        public static CodeCell None => new(NoCode, -1);
    }
}
