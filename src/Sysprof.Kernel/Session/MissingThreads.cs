using Sysprof.Kernel.Resources;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>
/// Threads whose last batch was lost, which would be shown for ever, and processes known from forks alone. Which threads exist is
/// listed by the kernel with their start times: a TID that is used again is another thread.
/// </summary>
internal sealed class MissingThreads(
    KernelPrograms programs, RingConsumer consumer, CallAggregator aggregator, DescriptorTracker? descriptors)
{
    /// <summary>
    /// The threads and processes that do not exist any more and have not been reported to end. A thread sends its last batch before
    /// it leaves the list of threads: when what is in the ring after this has been counted and does not end them, that batch was lost.
    /// </summary>
    public (IReadOnlyList<ThreadKey> Threads, IReadOnlyList<int> Processes) Find()
    {
        IReadOnlyList<ThreadKey> living = [];
        IReadOnlyList<int> unused = [];
        consumer.Drain(() => (living, unused) = (aggregator.Living(), descriptors?.Tables.FindUnused() ?? []));
        HashSet<ThreadKey> members = programs.ListMembers();
        HashSet<int> processes = [.. members.Select(member => member.Tgid)];
        return ([.. living.Where(thread => !members.Contains(thread))], [.. unused.Where(tgid => !processes.Contains(tgid))]);
    }

    /// <summary>Ends them.</summary>
    public void End()
    {
        (IReadOnlyList<ThreadKey> threads, IReadOnlyList<int> processes) = Find();
        consumer.Drain(() =>
        {
            aggregator.EndMissing(threads);
            descriptors?.Tables.Remove(processes);
        });
    }
}
