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

    /// <summary>Threads that are known to have these descriptors.</summary>
    public int Users { get; set; }

    /// <summary>The rotation in which they were first heard of.</summary>
    public long SinceRotation { get; init; }

    /// <summary>What a descriptor referred to at a moment, null where that is not known.</summary>
    public Binding? At(int descriptor, ulong ns)
    {
        Binding? binding = Newest(descriptor);
        while (binding is not null && binding.SinceNs > ns)
        {
            binding = binding.Before;
        }

        return binding;
    }

    /// <summary>Whether it is known what a descriptor referred to at any time.</summary>
    public bool Knows(int descriptor) => Newest(descriptor) is not null;

    /// <summary>Notes what a descriptor refers to from a moment on.</summary>
    public Binding Bind(int descriptor, ulong sinceNs, Resource resource)
    {
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
    public ProcessDescriptors ForkedAt(ulong ns, long rotation)
    {
        var child = new ProcessDescriptors { SinceRotation = rotation, _bindings = new Binding?[_bindings.Length] };
        for (int descriptor = 0; descriptor < _bindings.Length; descriptor++)
        {
            child._bindings[descriptor] = Inherited(At(descriptor, ns));
        }

        foreach (int descriptor in _beyond.Keys)
        {
            if (Inherited(At(descriptor, ns)) is { } inherited)
            {
                child._beyond.Add(descriptor, inherited);
            }
        }

        return child;
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

    private static Binding? Inherited(Binding? binding) => binding is null ? null : new Binding(binding.Resource, 0);

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
