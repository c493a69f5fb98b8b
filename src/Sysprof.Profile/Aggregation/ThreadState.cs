using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What the aggregator knows of a thread from one batch to the next.</summary>
internal sealed class ThreadState
{
    private const int NoCode = -1;
    private int[] _codes = NewCodes(8);
    private int[] _cells = new int[8];
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
        Array.Fill(_codes, NoCode);
        _used = 0;
    }

    /// <summary>The thread's cell for a number code, -1 while it has none.</summary>
    public int FindCell(int code)
    {
        int mask = _codes.Length - 1;
        for (int at = code & mask; ; at = (at + 1) & mask)
        {
            if (_codes[at] == code)
            {
                return _cells[at];
            }

            if (_codes[at] == NoCode)
            {
                return -1;
            }
        }
    }

    public void RememberCell(int code, int cell)
    {
        if (_used * 2 >= _codes.Length)
        {
            Grow();
        }

        Insert(code, cell);
        _used++;
    }

    private void Insert(int code, int cell)
    {
        int mask = _codes.Length - 1;
        int at = code & mask;
        while (_codes[at] != NoCode)
        {
            at = (at + 1) & mask;
        }

        _codes[at] = code;
        _cells[at] = cell;
    }

    private void Grow()
    {
        (int[] codes, int[] cells) = (_codes, _cells);
        _codes = NewCodes(codes.Length * 2);
        _cells = new int[codes.Length * 2];
        for (int at = 0; at < codes.Length; at++)
        {
            if (codes[at] != NoCode)
            {
                Insert(codes[at], cells[at]);
            }
        }
    }

    private static int[] NewCodes(int length)
    {
        var codes = new int[length];
        Array.Fill(codes, NoCode);
        return codes;
    }
}
