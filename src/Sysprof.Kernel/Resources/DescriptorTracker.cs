using System.ComponentModel;
using System.Diagnostics;
using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>
/// Keeps what every descriptor refers to: what there was at the start, what the kernel tells of since, and what is asked of a
/// <see cref="DescriptorResolver"/> because nothing was told of it.
/// </summary>
/// <remarks>
/// The tables are touched by the consumer's thread alone. What others have for them is handed over while it counts nothing, in
/// portions that take it a millisecond.
/// </remarks>
internal sealed class DescriptorTracker : IDisposable
{
    /// <summary>
    /// How many descriptors that are open at the start are read, about: there may be as many as processes, times what
    /// each of them may open.
    /// </summary>
    public const int MostReadAtStart = 1 << 19;

    private const int Portion = 1 << 12;

    // Looking at one takes 1 to 6 µs.
    private static readonly TimeSpan s_mostForSeen = TimeSpan.FromSeconds(1);

    // An interval is handed out later by so much at most.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly KernelPrograms _programs;
    private readonly int _mostAtStart;
    private readonly DescriptorResolver _resolver;

    /// <param name="programs">What tells of them.</param>
    /// <param name="mostAtStart">See <see cref="MostReadAtStart"/>.</param>
    public DescriptorTracker(KernelPrograms programs, int mostAtStart)
    {
        _programs = programs;
        _mostAtStart = mostAtStart;
        _resolver = new DescriptorResolver(programs);
        Told = new ToldDescriptors(new DescriptorTables(_resolver.TryAsk));
    }

    /// <summary>Where it is kept.</summary>
    public DescriptorTables Tables => Told.Tables;

    /// <summary>What takes the kernel's messages, on the consumer's thread.</summary>
    public ToldDescriptors Told { get; }

    /// <summary>
    /// Notes the descriptors that members have, as many as it has time for: others are asked for when a call is counted on them. Once
    /// exits are seen, before entries are: what the ring tells meanwhile is younger.
    /// </summary>
    /// <param name="drain">Has the consumer do something when it has counted what is in the ring.</param>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">The two sides do not fit together.</exception>
    public void Seed(Action<Action> drain)
    {
        var resources = new ResourceCache();
        var seen = new List<SeenDescriptor>();
        long startedAt = Stopwatch.GetTimestamp();
        _programs.ReadDescriptors(
            (in DescriptorRecord record) =>
                seen.Add(new SeenDescriptor((int)record.Head.Tgid, (int)record.Head.Fd, resources.Of(in record))),
            () => seen.Count < _mostAtStart && Stopwatch.GetElapsedTime(startedAt) < s_mostForSeen);
        foreach (SeenDescriptor[] portion in seen.Chunk(Portion))
        {
            drain(() => Array.ForEach(portion, Told.Bind));
        }
    }

    /// <summary>
    /// Forgets all of them: what changed while nothing was attached nobody told. Each is asked for when a call is counted on it.
    /// </summary>
    public void Forget() => Tables.Forget();

    /// <summary>
    /// Waits a little for the answers to what was asked so far, and puts them into the tables. While changes are told of: an answer
    /// holds unless one was that came before the look.
    /// </summary>
    /// <param name="drain">Has the consumer do something when it has counted what is in the ring.</param>
    /// <exception cref="InvalidDataException">The two sides do not fit together.</exception>
    public void Settle(Action<Action> drain)
    {
        foreach (DescriptorAnswer[] portion in _resolver.TakeAnswers(s_patience).Chunk(Portion))
        {
            drain(() => Array.ForEach(portion, Told.Take));
        }
    }

    /// <summary>Puts the answers into an interval that was just handed out.</summary>
    public void Resolve(CallTable finished) => Tables.Resolve(finished);

    /// <summary>Ends the resolver's thread. Before the programs are disposed of.</summary>
    public void Dispose() => _resolver.Dispose();
}
