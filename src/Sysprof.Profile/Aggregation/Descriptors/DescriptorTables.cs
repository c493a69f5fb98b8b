using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>
/// What the descriptors of every process refer to, kept right by what the kernel tells of those that are opened, made,
/// inherited or connected.
/// </summary>
/// <remarks>
/// That is told at once, while calls are sent in batches: when a call is counted, what its descriptor referred to is
/// known. Of what nothing was told it is asked, and calls are counted under a <see cref="PendingResource"/> meanwhile. One thread
/// at a time; <see cref="CallAggregator.Add"/> is one that asks. Nothing here waits or looks further than a fixed number of steps
/// for each thing told or asked, however many processes, descriptors and forks there are.
/// </remarks>
/// <param name="ask">
/// Asks what a descriptor refers to and returns at once; false when there are too many questions already.
/// <see cref="Answer"/> takes the answer, mostly later.
/// </param>
public sealed class DescriptorTables(Func<PendingResource, bool> ask)
{
    private readonly Dictionary<int, Process> _processes = [];
    private readonly BindingLog _log = new();
    private (ulong Before, ulong Last) _newestAtLastRotation;
    private ulong _toldUntilNs = ulong.MaxValue;
    private long _rotation;

    /// <summary>How many processes are remembered.</summary>
    public int ProcessCount => _processes.Count;

    /// <summary>Why it was not found out what descriptors refer to.</summary>
    public UnresolvedCounts Unresolved { get; } = new();

    /// <summary>What all of it has cost, see <see cref="BindingLog.Steps"/>.</summary>
    internal long Steps => _log.Steps;

    /// <summary>How many old bindings are remembered.</summary>
    internal int ReplacedCount => _log.ReplacedCount;

    /// <summary>Notes what a descriptor refers to from a moment on.</summary>
    /// <param name="tgid">Whose descriptor.</param>
    /// <param name="descriptor">Its number, 0 or more.</param>
    /// <param name="sinceNs">CLOCK_MONOTONIC nanoseconds; 0 when it may have been so for ever.</param>
    /// <param name="resource">What it refers to.</param>
    public void Bind(int tgid, int descriptor, ulong sinceNs, Resource resource) =>
        Of(tgid).Descriptors.Bind(descriptor, sinceNs, resource);

    /// <summary>Notes that a process was forked: it has its parent's descriptors, or shares them with it.</summary>
    /// <param name="parentTgid">Whose descriptors.</param>
    /// <param name="childTgid">The new process, which takes the place of one that had its id before.</param>
    /// <param name="atNs">When, in CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="shared">Whether what one of them opens is open in the other (CLONE_FILES).</param>
    public void Fork(int parentTgid, int childTgid, ulong atNs, bool shared)
    {
        // A parent that nothing was told of may be outside the target, and nobody says when it ends.
        ProcessDescriptors child = shared ? Of(parentTgid).Descriptors
            : _processes.TryGetValue(parentTgid, out Process? parent) ? parent.Descriptors.ForkedAt(atNs)
            : new ProcessDescriptors(_log);
        _processes[childTgid] = new Process(child, _rotation);
    }

    /// <summary>
    /// Forgets what descriptors refer to, so that it is found out anew when a call is made on them: from now on all changes are
    /// told of.
    /// </summary>
    public void Forget()
    {
        _log.Forgotten++;
        _toldUntilNs = ulong.MaxValue;
    }

    /// <summary>Changes after a moment are not told of, until <see cref="Forget"/>: what is looked at later may have been another.</summary>
    /// <param name="ns">CLOCK_MONOTONIC nanoseconds.</param>
    public void EndTelling(ulong ns) => _toldUntilNs = ns;

    /// <summary>
    /// Takes an answer. All that was told of by the time of the look has been noted by now: when the descriptor came to refer to
    /// something else before, what was found is that.
    /// </summary>
    /// <param name="question">What was asked.</param>
    /// <param name="found">What was found; null when the process or its descriptor was no more.</param>
    /// <param name="lookedNs">When the look was over, CLOCK_MONOTONIC nanoseconds.</param>
    public void Answer(PendingResource question, Resource? found, ulong lookedNs)
    {
        bool isOvertaken = question.EndNs <= lookedNs || lookedNs > _toldUntilNs || question.Forgotten != _log.Forgotten;
        if (found is null)
        {
            Unresolved.CountGone();
        }
        else if (isOvertaken)
        {
            Unresolved.CountOvertaken();
        }

        question.Answer = isOvertaken ? Resource.Unresolved : found ?? Resource.Unresolved;
    }

    /// <summary>Puts the answers into an interval that was handed out, which nobody else reads yet.</summary>
    public void Resolve(CallTable finished)
    {
        for (int late = finished.ResolvePending(); late > 0; late--)
        {
            Unresolved.CountLate();
        }
    }

    /// <summary>
    /// The processes of which no thread has been heard for two rotations, though they were forked or their descriptors told of.
    /// They end without a word when the last words of all their threads were lost.
    /// </summary>
    public IReadOnlyList<int> FindUnused() =>
        [.. _processes.Where(pair => pair.Value.Users == 0 && pair.Value.SinceRotation < _rotation - 2).Select(pair => pair.Key)];

    /// <summary>Forgets those of the processes of which no thread has been heard.</summary>
    public void Remove(IReadOnlyList<int> tgids)
    {
        foreach (int tgid in tgids)
        {
            if (_processes.GetValueOrDefault(tgid) is { Users: 0 })
            {
                _processes.Remove(tgid);
            }
        }
    }

    /// <summary>The descriptors of a process of which a thread was heard for the first time; until <see cref="Leave"/>.</summary>
    internal ProcessDescriptors Join(int tgid)
    {
        Process process = Of(tgid);
        process.Users++;
        return process.Descriptors;
    }

    /// <summary>A thread is forgotten, and its process with the last one.</summary>
    internal void Leave(int tgid, ProcessDescriptors descriptors)
    {
        // Another process may have its id by now.
        if (_processes.TryGetValue(tgid, out Process? process) && process.Descriptors == descriptors && --process.Users <= 0)
        {
            _processes.Remove(tgid);
        }
    }

    /// <summary>What a descriptor referred to at a moment; asked when nothing was told of it.</summary>
    internal Binding At(int tgid, ProcessDescriptors descriptors, int descriptor, ulong ns)
    {
        Binding binding = descriptors.At(descriptor, ns);
        return binding.Resource switch
        {
            null => Unknown(tgid, descriptors, descriptor, binding),
            // Its parent has closed it, or is gone.
            PendingResource { Answer: { } none } inherited when none == Resource.Unresolved && !inherited.IsOf(descriptors) =>
                Unknown(tgid, descriptors, descriptor, binding),
            PendingResource { Answer: { } answer } => binding with { Resource = answer },
            _ => binding,
        };
    }

    /// <summary>A rotation has passed.</summary>
    /// <param name="newestNs">When the newest batch so far began, CLOCK_MONOTONIC nanoseconds.</param>
    internal void Rotate(ulong newestNs)
    {
        // A thread's calls are on their way until the next visit, at the longest. What was the newest two rotations ago
        // was before the last one.
        _log.Rotate(_newestAtLastRotation.Before);
        _newestAtLastRotation = (_newestAtLastRotation.Last, newestNs);
        _rotation++;
    }

    private Process Of(int tgid)
    {
        ref Process? process = ref CollectionsMarshal.GetValueRefOrAddDefault(_processes, tgid, out _);
        return process ??= new Process(new ProcessDescriptors(_log), _rotation);
    }

    /// <summary>What nothing was told of. When something younger is known, what is there now is that.</summary>
    private Binding Unknown(int tgid, ProcessDescriptors descriptors, int descriptor, Binding unknown)
    {
        if (unknown.UntilNs != ulong.MaxValue)
        {
            Unresolved.CountOvertaken();
            return unknown with { Resource = Resource.Unresolved };
        }

        var question = new PendingResource(tgid, descriptor, descriptors, _log.Forgotten);
        if (!ask(question))
        {
            Unresolved.CountRefused();
            return unknown with { Resource = Resource.Unresolved };
        }

        descriptors.Bind(descriptor, 0, question);
        return unknown with { Resource = question.Answer ?? question };
    }

    /// <summary>A process, which may share its descriptors with others.</summary>
    private sealed class Process(ProcessDescriptors descriptors, long sinceRotation)
    {
        public ProcessDescriptors Descriptors => descriptors;

        /// <summary>The rotation in which it was first heard of.</summary>
        public long SinceRotation => sinceRotation;

        /// <summary>Its threads that are remembered.</summary>
        public int Users { get; set; }
    }
}
