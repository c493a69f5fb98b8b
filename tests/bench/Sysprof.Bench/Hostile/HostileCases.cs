using System.Globalization;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Hostile;

/// <summary>The cases of the benchmark <c>pauses</c>.</summary>
internal static class HostileCases
{
    private const int NameBytes = 255;

    /// <summary>What a path begins with that lacks its upper directories.</summary>
    private const string CutMark = "...";

    private const string Null = "/dev/null";

    private const int SilentCalls = 1009;

    /// <summary>All of them, as they are published, or with smaller numbers.</summary>
    public static IReadOnlyList<HostileCase> Of(BenchmarkRun run)
    {
        // The kernel has no limit of its own for how deep cgroups nest; what it costs grows with the square.
        string levels = run.Choose("1000", "100");
        string cgroups = run.Choose("5000", "300");
        string forks = run.Choose("2000", "300");
        string executables = run.Choose("10000", "500");
        string files = run.Choose("400000", "40000");
        string descriptors = run.Choose("19900", "5000");
        string children = run.Choose("1000", "50");
        string silent = run.Choose("300", "10");
        HostileCase[] all =
        [
            new HostileCase("cgroups nested, names of 255 bytes")
            {
                Counted = places => ["deep_cgroups", places.Cgroup, "after", levels, "1009"],
                Complaint = (places, calls) => ComplaintOfDeep(places, calls, int.Parse(levels, CultureInfo.InvariantCulture)),
            },
            new HostileCase("cgroups that come and go")
            {
                Counted = places => ["cgroup_churn", places.Cgroup, cgroups, cgroups],
                Lasting = (places, seconds) => ["cgroup_churn", places.Cgroup, $"{seconds}s", cgroups],
                Complaint = (places, calls) => ComplaintOfChurn(places, calls, int.Parse(cgroups, CultureInfo.InvariantCulture)),
            },
            new HostileCase("a chain of forks on a high descriptor")
            {
                Counted = _ => ["fork_chain", forks, "19990"],
                Lasting = (_, seconds) => ["fork_chain", $"{seconds}s", "19990"],
                Complaint = (_, calls) => ComplaintOfNames(calls, "write", name => name == Null),
            },
            new HostileCase("executables, all distinct")
            {
                Counted = places => ["many_executables", places.Directory, executables],
                Lasting = (places, seconds) => ["many_executables", places.Directory, $"{seconds}s", "3", "8", executables],
            },
            new HostileCase("a file server that never answers")
            {
                Counted = places => ["silent", places.Directory, $"{SilentCalls}", silent],
                Complaint = (_, calls) => ComplaintOfSilent(calls, 3 * int.Parse(silent, CultureInfo.InvariantCulture)),
            },
            new HostileCase("files by one thread")
            {
                Counted = places => ["many_files", places.Directory, files],
                Lasting = (places, seconds) => ["many_files", places.Directory, $"{seconds}s"],
                Complaint = (places, calls) =>
                    ComplaintOfNames(calls, "write", name => name.StartsWith(places.Directory + "/file-", StringComparison.Ordinal)),
            },
            new HostileCase("descriptors inherited")
            {
                Counted = _ => ["inherited", descriptors, children],
                Complaint = (_, calls) => ComplaintOfNames(calls, "write", name => name == Null),
            },
        ];
        return run.Choose(all, [all[0], all[2], all[5]]);
    }

    /// <summary>The path of the innermost cgroup: right, or right from its end and marked as cut.</summary>
    private static string? ComplaintOfDeep(HostilePlaces places, CallTable calls, int levels)
    {
        string right = places.CgroupPath + string.Concat(
            Enumerable.Range(0, levels).Select(level => "/" + level.ToString("D6", CultureInfo.InvariantCulture).PadRight(NameBytes, 'd')));
        string[] paths = [.. CgroupsOfCallers(calls).Where(path => path.Length > 0).Distinct()];
        return paths is [string path] && (path == right ||
            (path.StartsWith(CutMark + "/", StringComparison.Ordinal) && right.EndsWith(path[CutMark.Length..], StringComparison.Ordinal)))
            ? null
            : $"{paths.Length} paths of the innermost cgroup, none right: {string.Join(' ', paths.Select(Start))}";
    }

    /// <summary>Who was born in a cgroup is shown in it, although it is gone.</summary>
    private static string? ComplaintOfChurn(HostilePlaces places, CallTable calls, int cgroups)
    {
        string prefix = places.CgroupPath + "/gone-";
        int right = CgroupsOfCallers(calls).Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Distinct().Count();
        return right == cgroups ? null : $"{right} of {cgroups} cgroups are shown with their paths";
    }

    /// <summary>Each process is there with all its calls, of whatever it was to be found out.</summary>
    private static string? ComplaintOfSilent(CallTable calls, int processes)
    {
        int right = Enumerable.Range(0, calls.ThreadCount)
            .Count(row => CellsOfRow(calls, row, "getppid").Sum(cell => calls.Cell(cell).Calls) == SilentCalls);
        return right == processes ? null : $"{right} of {processes} processes have all their calls";
    }

    /// <summary>What calls of the scenario were made on: as expected, or counted as what is not told apart.</summary>
    private static string? ComplaintOfNames(CallTable calls, string call, Func<string, bool> isRight)
    {
        long right = 0, others = 0, wrong = 0;
        foreach (int number in CellsOf(calls, call))
        {
            ref readonly CallCell cell = ref calls.Cell(number);
            if (cell.Resource is null || cell.Resource == Resource.Unresolved)
            {
                wrong += cell.Calls;
            }
            else if (cell.Resource == Resource.Other)
            {
                others += cell.Calls;
            }
            else if (isRight(cell.Resource.Name))
            {
                right += cell.Calls;
            }
            else
            {
                wrong += cell.Calls;
            }
        }

        return wrong == 0 && right > 0 ? null : $"{call}: {right} calls on the right names, {others} on others together, {wrong} on wrong ones";
    }

    private static IEnumerable<string> CgroupsOfCallers(CallTable calls) =>
        RowsOfScenario(calls).Where(row => CellsOfRow(calls, row, "getppid").Count > 0).Select(row => calls.Thread(row).Info.Cgroup);

    private static IEnumerable<int> CellsOf(CallTable calls, string call) =>
        RowsOfScenario(calls).SelectMany(row => CellsOfRow(calls, row, call));

    private static IEnumerable<int> RowsOfScenario(CallTable calls) =>
        Enumerable.Range(0, calls.ThreadCount).Where(row => calls.Thread(row).Info.Process == "workload");

    private static List<int> CellsOfRow(CallTable calls, int row, string call)
    {
        var cells = new List<int>();
        foreach (int cell in calls.CellsOf(row))
        {
            if (SyscallTable.Name(calls.Cell(cell).Key) == call)
            {
                cells.Add(cell);
            }
        }

        return cells;
    }

    private static string Start(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
