using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What the descriptors of one process refer to, and did a moment ago.</summary>
/// <remarks>
/// A call is counted some time after it was made: by then its descriptor may have been closed and given out again, perhaps
/// often. A close is not noted: what follows it on the descriptor fails with EBADF or has been opened again.
/// </remarks>
internal sealed class ProcessDescriptors
{
    // Descriptors are given out from the lowest on: nearly all are in the array.
    private const int MostInArray = 1 << 16;

    private readonly Dictionary<int, Binding> _beyond = [];
    private Binding?[] _bindings = [];

    // Whose descriptors it has, as they were then, beside those that it was told of itself; null when all are its own.
    private ProcessDescriptors? _forkedFrom;
    private ulong _forkedNs;

    /// <summary>Threads that are known to have these descriptors.</summary>
    public int Users { get; set; }

    /// <summary>The rotation in which they were first heard of.</summary>
    public long SinceRotation { get; init; }

    /// <summary>What a descriptor referred to at a moment, null where that is not known.</summary>
    public Binding? At(int descriptor, ulong ns)
    {
        Inherit(descriptor);
        return Told(descriptor, ns);
    }

    /// <summary>Whether it is known what a descriptor referred to at any time.</summary>
    public bool Knows(int descriptor) => Newest(descriptor) is not null;

    /// <summary>Notes what a descriptor refers to from a moment on.</summary>
    public Binding Bind(int descriptor, ulong sinceNs, Resource resource)
    {
        Inherit(descriptor);
        Binding? later = null;
        Binding? earlier = Newest(descriptor);
        while (earlier is not null && earlier.SinceNs > sinceNs)
        {
            (later, earlier) = (earlier, earlier.Before);
        }

        var binding = new Binding(resource, sinceNs) { Before = earlier };
        if (earlier is not null)
        {
            earlier.UntilNs = sinceNs;
        }

        if (later is null)
        {
            SetNewest(descriptor, binding);
        }
        else
        {
            binding.UntilNs = later.SinceNs;
            later.Before = binding;
        }

        return binding;
    }

    /// <summary>The descriptors of a process forked at a moment.</summary>
    /// <remarks>Most processes that are forked execute another program soon: what they inherit is copied when it is asked for.</remarks>
    public ProcessDescriptors ForkedAt(ulong ns, long rotation) => new() { SinceRotation = rotation, _forkedFrom = this, _forkedNs = ns };

    /// <summary>Copies what was inherited before a moment: whoever has it from then on may forget it.</summary>
    public void InheritBefore(ulong ns)
    {
        if (Ancestors().Any(ancestor => ancestor.AtNs < ns))
        {
            foreach (int descriptor in Ancestors().SelectMany(ancestor => ancestor.From.All()).ToHashSet())
            {
                Inherit(descriptor);
            }

            _forkedFrom = null;
        }
    }

    /// <summary>Forgets what descriptors referred to before a moment from which on every call has been counted.</summary>
    public void ForgetBefore(ulong ns)
    {
        foreach (Binding? binding in _bindings)
        {
            Forget(binding, ns);
        }

        foreach (Binding binding in _beyond.Values)
        {
            Forget(binding, ns);
        }
    }

    /// <summary>Forgets all that was told.</summary>
    public void Forget()
    {
        _beyond.Clear();
        Array.Clear(_bindings);
        _forkedFrom = null;
    }

    private Binding? Told(int descriptor, ulong ns)
    {
        Binding? binding = Newest(descriptor);
        while (binding is not null && binding.SinceNs > ns)
        {
            binding = binding.Before;
        }

        return binding;
    }

    /// <summary>Copies a descriptor, which nothing was told of since the fork, from the nearest ancestor that it was told of.</summary>
    private void Inherit(int descriptor)
    {
        if (_forkedFrom is null || Newest(descriptor) is not null)
        {
            return;
        }

        foreach ((ProcessDescriptors from, ulong atNs) in Ancestors())
        {
            if (from.Told(descriptor, atNs) is { } binding)
            {
                SetNewest(descriptor, new Binding(binding.Resource, 0));
                return;
            }
        }
    }

    /// <summary>Whom it has descriptors from, the nearest first, and as they were when.</summary>
    private IEnumerable<(ProcessDescriptors From, ulong AtNs)> Ancestors()
    {
        for (ProcessDescriptors child = this; child._forkedFrom is { } parent; child = parent)
        {
            yield return (parent, child._forkedNs);
        }
    }

    private IEnumerable<int> All() =>
        Enumerable.Range(0, _bindings.Length).Where(descriptor => _bindings[descriptor] is not null).Concat(_beyond.Keys);

    private static void Forget(Binding? binding, ulong ns)
    {
        while (binding is not null && binding.SinceNs > ns)
        {
            binding = binding.Before;
        }

        if (binding is not null)
        {
            binding.Before = null;
        }
    }

    private Binding? Newest(int descriptor) => (uint)descriptor < (uint)_bindings.Length
        ? _bindings[descriptor]
        : _beyond.GetValueOrDefault(descriptor);

    private void SetNewest(int descriptor, Binding binding)
    {
        if ((uint)descriptor >= MostInArray)
        {
            _beyond[descriptor] = binding;
            return;
        }

        if (descriptor >= _bindings.Length)
        {
            Array.Resize(ref _bindings, Math.Max(8, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)descriptor + 1)));
        }

        _bindings[descriptor] = binding;
    }
}
