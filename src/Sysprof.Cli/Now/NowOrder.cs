using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Now;

/// <summary>How the threads of a process are sorted.</summary>
internal sealed class NowOrder
{
    private readonly Func<IEnumerable<NowThread>, IOrderedEnumerable<NowThread>> _sort;

    private NowOrder(string name, Func<IEnumerable<NowThread>, IOrderedEnumerable<NowThread>> sort) =>
        (Name, _sort) = (name, sort);

    /// <summary>The orders by their words on the command line; the first is the default.</summary>
    public static Choices<NowOrder> Choices { get; } = new(
        "KEY",
        [
            .. new NowOrder[]
            {
                new("tid", static threads => threads.OrderBy(thread => thread.Sight.Key.Tid)),
                new("comm", static threads => threads.OrderBy(thread => thread.Sight.Comm, StringComparer.Ordinal)),
                new("age", static threads => threads.OrderByDescending(thread => thread.Sight.Call is null ? -1 : thread.ForNs ?? 0)),
                new("calls", static threads => threads.OrderByDescending(thread => thread.Shares?.Calls)),
                new("wait", static threads => threads.OrderByDescending(thread => thread.Shares?.Waiting)),
            }.Select(order => (order.Name, order)),
        ]);

    /// <summary>Its word.</summary>
    public string Name { get; }

    /// <summary>Threads in this order, equal ones by TID.</summary>
    public IReadOnlyList<NowThread> Sort(IEnumerable<NowThread> threads) =>
        [.. _sort(threads).ThenBy(thread => thread.Sight.Key.Tid)];
}
