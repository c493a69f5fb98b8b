using System.Runtime.InteropServices;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Metrics;

/// <summary>Writes <see cref="RunMetrics"/> down, family by family.</summary>
internal sealed class RunMetricsWriter(IMetricWriter output)
{
    private readonly List<(int Index, long Count)> _buckets = [];

    /// <summary>Counts, times and errors by system call.</summary>
    /// <param name="syscalls">The calls in order.</param>
    /// <param name="otherErrors">Failures whose pair of call and errno has no series.</param>
    public void WriteSyscalls(IReadOnlyCollection<SyscallTotals> syscalls, long otherErrors)
    {
        Write(RunFamilies.Calls, syscalls, call => call.Calls.Calls);
        output.Begin(RunFamilies.Errors);
        foreach (SyscallTotals call in syscalls)
        {
            foreach ((int errno, long count) in call.Errors)
            {
                output.Write([new("syscall", call.Label), new("errno", ErrnoNames.Name(errno))], count);
            }
        }

        if (otherErrors > 0)
        {
            output.Write([new("syscall", SeriesLimit.Other), new("errno", SeriesLimit.Other)], otherErrors);
        }

        output.Begin(RunFamilies.Duration);
        foreach (SyscallTotals call in syscalls)
        {
            WriteLatencies("syscall", call.Label, call.Calls, call.Slowest);
        }

        output.Begin(RunFamilies.Blocked);
        foreach (SyscallTotals call in syscalls.Where(call => call.Calls.HasLatencies))
        {
            output.Write([new("syscall", call.Label)], call.Calls.BlockedSeconds);
        }

        Write(RunFamilies.Bytes, syscalls.Where(call => call.MovesBytes), call => call.Calls.Bytes);
    }

    /// <summary>Calls by process or by cgroup; nothing without them.</summary>
    public void WriteDimension(DimensionFamilies families, LabelledTotals? totals)
    {
        if (totals is null)
        {
            return;
        }

        IReadOnlyList<(string Value, CallTotals Totals)> all = totals.All;
        Write(families.Calls, families.Label, all, calls => calls.Calls);
        Write(families.Errors, families.Label, all, calls => calls.Errors);
        output.Begin(families.Duration);
        foreach ((string value, CallTotals calls) in all)
        {
            WriteLatencies(families.Label, value, calls, null);
        }

        output.Begin(families.Blocked);
        foreach ((string value, CallTotals calls) in all)
        {
            output.Write([new(families.Label, value)], calls.BlockedSeconds);
        }
    }

    /// <summary>What the paths of cgroups tell, for those with a series; nothing without them.</summary>
    public void WriteCgroupInfo(LabelledTotals? cgroups)
    {
        output.Begin(RunFamilies.CgroupInfo);
        foreach ((string path, _) in cgroups?.All ?? [])
        {
            if (path == SeriesLimit.Other)
            {
                continue;
            }

            CgroupIdentity identity = CgroupIdentity.Of(path);
            output.Write(
                [
                    new(RunFamilies.Cgroup.Label, path),
                    new("container_id", identity.ContainerId),
                    new("pod_uid", identity.PodUid),
                    new("unit", identity.Unit),
                ],
                1);
        }
    }

    /// <summary>What threads are in, and for how long.</summary>
    /// <param name="inFlight">How many threads are in a call.</param>
    /// <param name="oldestNs">The age of the oldest of each call, in order.</param>
    /// <param name="threads">How many threads there are.</param>
    public void WriteInFlight(long inFlight, IEnumerable<KeyValuePair<SyscallTotals, long>> oldestNs, int threads)
    {
        Write(RunFamilies.InFlight, inFlight);
        output.Begin(RunFamilies.OldestInFlight);
        foreach ((SyscallTotals call, long ageNs) in oldestNs)
        {
            output.Write([new("syscall", call.Label)], ageNs / 1e9);
        }

        Write(RunFamilies.Threads, threads);
    }

    /// <summary>What the account of the run says: what was lost or only half seen.</summary>
    public void WriteAccount(Ledger ledger)
    {
        output.Begin(RunFamilies.Lost);
        WriteReason("ring_full", ledger.LostRingFull);
        WriteReason("no_memory", ledger.LostNoMemory);
        WriteReason("entry_missed", ledger.LostEntries);
        WriteReason("exit_missed", ledger.LostExits);
        output.Begin(RunFamilies.Unmatched);
        WriteReason("denied", ledger.Denied);
        WriteReason("skipped", ledger.Skipped);
        WriteReason("open_at_start", ledger.OpenAtStart);
        WriteReason("cut", ledger.Cut);
    }

    /// <summary>What did not get a series of its own.</summary>
    public void WriteOverflow(IEnumerable<(MetricFamily Family, long Count)> overflows)
    {
        output.Begin(RunFamilies.Overflow);
        foreach ((MetricFamily family, long count) in overflows)
        {
            output.Write([new("metric", family.Name)], count);
        }
    }

    /// <summary>The run, for how long it was looked at, and what it costs.</summary>
    public void WriteRun(RunInfo run, long seenNs)
    {
        output.Begin(RunFamilies.Seen);
        output.Write([], seenNs * 1e-9);
        output.Begin(RunFamilies.Overhead);
        output.Write([], run.NsPerCall * 1e-9);
        output.Begin(RunFamilies.Run);
        output.Write(
            [
                new("kernel", SafeText.Escape(run.Kernel)),
                new("target", SafeText.Escape(run.Target)),
                new("syscalls", SafeText.Escape(run.Syscalls)),
            ],
            1);
    }

    private void Write(MetricFamily family, IEnumerable<SyscallTotals> syscalls, Func<SyscallTotals, long> value)
    {
        output.Begin(family);
        foreach (SyscallTotals call in syscalls)
        {
            output.Write([new("syscall", call.Label)], value(call));
        }
    }

    private void Write(
        MetricFamily family,
        string label,
        IReadOnlyList<(string Value, CallTotals Totals)> all,
        Func<CallTotals, long> value)
    {
        output.Begin(family);
        foreach ((string text, CallTotals calls) in all)
        {
            output.Write([new(label, text)], value(calls));
        }
    }

    private void Write(MetricFamily family, long value)
    {
        output.Begin(family);
        output.Write([], value);
    }

    private void WriteReason(string reason, long count) => output.Write([new("reason", reason)], count);

    private void WriteLatencies(string label, string value, CallTotals calls, Exemplar? exemplar)
    {
        if (calls.HasLatencies)
        {
            calls.CopyLatencies(_buckets);
            output.Write([new(label, value)], new LatencySample(CollectionsMarshal.AsSpan(_buckets), calls.Seconds, exemplar));
        }
    }
}
