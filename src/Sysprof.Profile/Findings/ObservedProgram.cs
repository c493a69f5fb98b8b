using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>
/// All processes of one name: what many short processes do together is one thing to look at, and so are the workers of a
/// server.
/// </summary>
/// <param name="run">The run it is in.</param>
/// <param name="name">The name of the processes.</param>
/// <param name="rows">Its threads.</param>
internal sealed class ObservedProgram(ObservedRun run, string name, IReadOnlyList<int> rows)
{
    /// <summary>The name of the processes; any characters.</summary>
    public string Name => name;

    /// <summary>The calls of its threads, told apart by what they were asked to do.</summary>
    public IEnumerable<ThreadCalls> Calls => In(run.ByOperation, rows);

    /// <summary>The calls of its threads, told apart by what they were made on, too, where that is known.</summary>
    public IEnumerable<ThreadCalls> Parts => In(run.Whole, rows);

    /// <summary>Its calls by the processes that made them.</summary>
    public IEnumerable<IEnumerable<ThreadCalls>> ByProcess =>
        rows.GroupBy(row => run.Whole.Thread(row).Info.Key.Tgid).Select(members => In(run.ByOperation, members));

    /// <summary>Its threads, each with its calls.</summary>
    public IEnumerable<IReadOnlyList<ThreadCalls>> Threads => rows.Select(row => (IReadOnlyList<ThreadCalls>)[.. In(run.ByOperation, [row])]);

    private static IEnumerable<ThreadCalls> In(CallTable table, IEnumerable<int> rows)
    {
        foreach (int row in rows)
        {
            foreach (int cell in table.CellsOf(row))
            {
                yield return new ThreadCalls(table, row, cell);
            }
        }
    }
}
