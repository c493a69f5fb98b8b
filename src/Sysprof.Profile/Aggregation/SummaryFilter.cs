using System.Text.RegularExpressions;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Programs;

namespace Sysprof.Profile.Aggregation;

/// <summary>What of a result is shown. What it hides stays in the result, and in its ledger.</summary>
public sealed record SummaryFilter
{
    // Where v2 is mounted, alone or beside v1. A recording does not say which it was.
    private static readonly string[] s_cgroupMounts = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"];

    /// <summary>Hides nothing.</summary>
    public static readonly SummaryFilter None = new();

    /// <summary>The calls to show (<c>-e</c>).</summary>
    public SyscallSet Calls { get; init; } = SyscallSet.Everything;

    /// <summary>Shows only calls that failed at least once (<c>-x</c>), with all their counts.</summary>
    public bool FailedOnly { get; init; }

    /// <summary>Shows only calls that failed at least once with one of these, as <c>-x</c>; empty for any.</summary>
    public IReadOnlyCollection<int> Errnos { get; init; } = [];

    /// <summary>The processes to show (<c>-p</c>), beside <see cref="Tids"/>; both empty for all.</summary>
    public IReadOnlyCollection<int> Tgids { get; init; } = [];

    /// <summary>The threads to show (<c>-t</c>).</summary>
    public IReadOnlyCollection<int> Tids { get; init; } = [];

    /// <summary>The one thread to show, which a tid that was used again would not tell apart; null for all.</summary>
    public ThreadKey? Thread { get; init; }

    /// <summary>Matches the name of the thread or of its process (<c>--comm</c>), null for all.</summary>
    public Regex? Comm { get; init; }

    /// <summary>A cgroup's path, to show what is in it or below it (<c>--cgroup</c>), null for all.</summary>
    public string? Cgroup { get; init; }

    /// <summary>The one process to show, of those that the others leave; null for all.</summary>
    public int? OnlyTgid { get; init; }

    /// <summary>The path of the one cgroup to show, without those below it; "" for threads whose cgroup is not known, null for all.</summary>
    public string? OnlyCgroup { get; init; }

    /// <summary>The one pool to show, of each process that the others leave; null for all.</summary>
    public NamedPool? OnlyPool { get; init; }

    /// <summary>
    /// In which pools threads were when <see cref="OnlyPool"/> was chosen: of those that came later, only names tell.
    /// </summary>
    public KnownPools? Pools { get; init; }

    /// <summary>The one thing that calls were made on to show; null for all.</summary>
    public Resource? OnlyResource { get; init; }

    /// <summary>The one peer to show the calls on sockets with; null for all.</summary>
    public string? OnlyPeer { get; init; }

    /// <summary>
    /// Whether a call is looked at for each thing that it was made on by itself: then only where it failed it is one that failed.
    /// </summary>
    internal bool PerResource { get; init; }

    /// <summary>True when nothing is hidden.</summary>
    public bool IsEmpty => !HidesThreads && !HidesCalls;

    /// <summary>True when some threads are not shown.</summary>
    public bool HidesThreads => Tgids.Count + Tids.Count > 0
        || Thread is not null || Comm is not null || Cgroup is not null || OnlyCgroup is not null || OnlyTgid is not null
        || OnlyPool is not null;

    private bool HidesCalls => !Calls.IsEverything || HidesSuccess || HidesResources;

    private bool HidesResources => OnlyResource is not null || OnlyPeer is not null;

    /// <summary>Whether only calls that failed are shown.</summary>
    public bool HidesSuccess => FailedOnly || Errnos.Count > 0;

    /// <summary>The threads and calls that are shown; <paramref name="threads"/> itself when nothing is hidden.</summary>
    /// <remarks>A thread without a call to show is left out, unless it is in one right now.</remarks>
    public CallTable Apply(CallTable threads)
    {
        if (IsEmpty)
        {
            return threads;
        }

        var shown = new CallTable();
        for (int row = 0; row < threads.ThreadCount; row++)
        {
            if (Shows(threads.Thread(row).Info))
            {
                ApplyToThread(shown, threads, row);
            }
        }

        return shown;
    }

    /// <summary>Whether a thread is shown, if it has a call that is.</summary>
    public bool Shows(ThreadInfo thread) =>
        (Tgids.Count + Tids.Count == 0 || Tgids.Contains(thread.Key.Tgid) || Tids.Contains(thread.Key.Tid))
        && (Thread is not { } only || thread.Key == only)
        && (OnlyTgid is null || thread.Key.Tgid == OnlyTgid)
        && (OnlyCgroup is null || thread.Cgroup == OnlyCgroup)
        && (OnlyPool is null || IsIn(OnlyPool, thread))
        && (Comm is null || Comm.IsMatch(thread.Comm) || Comm.IsMatch(thread.Process))
        && (Cgroup is null || IsInOrBelow(thread.Cgroup, Cgroup));

    private bool IsIn(NamedPool pool, ThreadInfo thread) => Pools?.Find(thread.Key) is { } known
        ? known == pool
        : !pool.IsByRole && ThreadPools.IsIn(thread.Comm, pool.Name);

    private void ApplyToThread(CallTable shown, CallTable threads, int row)
    {
        ref readonly ThreadRow source = ref threads.Thread(row);
        List<int> cells = CellsToShow(threads, row);
        InFlightCall? inFlight = source.InFlight is { } call && Calls.Contains(call.Key) && !HidesResources ? call : null;
        bool isIdle = cells.Count == 0 && (inFlight is null || HidesSuccess);
        if (HidesCalls && isIdle)
        {
            return;
        }

        int added = shown.AddThread(source.Info);
        ref ThreadRow target = ref shown.Thread(added);
        target.Lost = source.Lost;
        target.Ended = source.Ended;
        target.InFlight = inFlight;
        target.AddTime(source);
        cells.ForEach(cell => shown.MergeCell(added, threads, cell));
    }

    private List<int> CellsToShow(CallTable threads, int row)
    {
        var cells = new List<int>();
        var failed = new HashSet<CellKey>();
        foreach (int cell in threads.CellsOf(row))
        {
            if (ShowsCall(threads, cell))
            {
                cells.Add(cell);
                if (HidesSuccess && HasFailed(threads, cell))
                {
                    failed.Add(RowOf(threads.Cell(cell)));
                }
            }
        }

        // A call that failed is shown with its successes, in whichever cells they are.
        if (HidesSuccess)
        {
            cells.RemoveAll(cell => !failed.Contains(RowOf(threads.Cell(cell))));
        }

        return cells;
    }

    private CellKey RowOf(in CallCell cell) => new(cell.Key, Operation.None, PerResource ? cell.Resource : null);

    private bool ShowsCall(CallTable threads, int cell) =>
        Calls.Contains(threads.Cell(cell).Key)
        && (OnlyResource is null || OnlyResource.Equals(threads.Cell(cell).Resource))
        && (OnlyPeer is null || OnlyPeer == threads.Cell(cell).Resource?.Peer);

    private bool HasFailed(CallTable threads, int cell) =>
        (!FailedOnly || threads.Cell(cell).Errors > 0)
        && (Errnos.Count == 0 || threads.ErrnosOf(cell).Any(error => Errnos.Contains(error.Errno)));

    /// <summary>Whether a cgroup is another or below it, which may be written with its mount point.</summary>
    private static bool IsInOrBelow(string path, string ancestor)
    {
        string[] mounts = Array.FindAll(s_cgroupMounts, mount => IsBelow(ancestor, mount));
        return path.Length > 0
            && (mounts.Length == 0
                ? IsBelow(path, "/" + ancestor.Trim('/'))
                : Array.Exists(mounts, mount => IsBelow(path, "/" + ancestor[mount.Length..].Trim('/'))));
    }

    /// <summary>Whether a path is another or below it: /a/b is below /a, /ab is not.</summary>
    private static bool IsBelow(string path, string ancestor) =>
        ancestor == "/" || path == ancestor || path.StartsWith(ancestor + "/", StringComparison.Ordinal);
}
