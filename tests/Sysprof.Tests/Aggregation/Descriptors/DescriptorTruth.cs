using Sysprof.Profile.Model;

namespace Sysprof.Tests.Aggregation.Descriptors;

/// <summary>What descriptors refer to, kept in the simplest way: all of it for each process, for ever.</summary>
internal sealed class DescriptorTruth
{
    private readonly Dictionary<(int Process, int Descriptor), List<(ulong SinceNs, Resource Resource)>> _told = [];

    public void Bind(int process, int descriptor, ulong ns, Resource resource)
    {
        if (!_told.TryGetValue((process, descriptor), out List<(ulong, Resource)>? list))
        {
            _told[(process, descriptor)] = list = [];
        }

        list.Add((ns, resource));
    }

    /// <summary>The child takes the place of whoever had its id; what it inherits it has from then on.</summary>
    public void Fork(int parent, int child, ulong ns)
    {
        foreach ((int Process, int Descriptor) key in _told.Keys.Where(key => key.Process == child).ToList())
        {
            _told.Remove(key);
        }

        foreach ((int Process, int Descriptor) key in _told.Keys.Where(key => key.Process == parent).ToList())
        {
            _told[(child, key.Descriptor)] = [(ns, _told[key][^1].Resource)];
        }
    }

    /// <summary>What it referred to; null where nothing was told of it by then.</summary>
    public Resource? At(int process, int descriptor, ulong ns) =>
        _told.TryGetValue((process, descriptor), out List<(ulong SinceNs, Resource Resource)>? list)
            ? list.LastOrDefault(told => told.SinceNs <= ns).Resource
            : null;
}
