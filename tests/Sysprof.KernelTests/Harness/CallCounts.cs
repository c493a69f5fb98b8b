using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.KernelTests.Harness;

/// <summary>What was counted for one call, summed over the threads asked for.</summary>
internal sealed record CallCounts
{
    public long Calls { get; private set; }

    public long Errors { get; private set; }

    public long NeverReturned { get; private set; }

    public long Restarted { get; private set; }

    public long Bytes { get; private set; }

    public long BlockedCalls { get; private set; }

    public long TimeNs { get; private set; }

    public long MaxNs { get; private set; }

    /// <summary>Failures by errno.</summary>
    public SortedDictionary<string, long> Errnos { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a cell of a table.</summary>
    public void Add(CallTable table, int cell)
    {
        ref readonly CallCell source = ref table.Cell(cell);
        Calls += source.Calls;
        Errors += source.Errors;
        NeverReturned += source.NeverReturned;
        Restarted += source.Restarted;
        Bytes += source.Bytes;
        BlockedCalls += source.BlockedCalls;
        TimeNs += source.TimeNs;
        MaxNs = Math.Max(MaxNs, source.MaxNs);
        foreach ((int errno, long count) in table.ErrnosOf(cell))
        {
            string name = ErrnoNames.Name(errno);
            Errnos[name] = Errnos.GetValueOrDefault(name) + count;
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(CallCounts other)
    {
        Calls += other.Calls;
        Errors += other.Errors;
        NeverReturned += other.NeverReturned;
        Restarted += other.Restarted;
        Bytes += other.Bytes;
        BlockedCalls += other.BlockedCalls;
        TimeNs += other.TimeNs;
        MaxNs = Math.Max(MaxNs, other.MaxNs);
        foreach ((string name, long count) in other.Errnos)
            Errnos[name] = Errnos.GetValueOrDefault(name) + count;
    }
}
