using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>
/// Paths in the v2 hierarchy as the kernel side sends them, each with the first batch of a thread in the cgroup: also of cgroups that
/// are gone by the time that somebody looks, and without a mount.
/// </summary>
/// <param name="startRound">
/// Has the kernel side send all paths again. Called when half of them are about to be forgotten, long before they are.
/// </param>
internal sealed class ToldCgroups(Action startRound) : CgroupSource
{
    /// <summary>Paths in one of the two halves.</summary>
    public const int MostInHalf = 8192;

    // Of names of 255 bytes, 16 to a path, in one half.
    private const int MostCharactersInHalf = 8 << 20;

    // Of two halves the older one is forgotten when the newer one is full. What is in use was sent again by then.
    private Dictionary<ulong, string> _newer = [];
    private Dictionary<ulong, string> _older = [];
    private int _characters;

    /// <summary>Paths that are remembered.</summary>
    public int Count => _newer.Count + _older.Count;

    /// <inheritdoc/>
    public override string PathOf(ThreadKey thread, ulong cgroupId) =>
        _newer.GetValueOrDefault(cgroupId) ?? _older.GetValueOrDefault(cgroupId) ?? "";

    /// <inheritdoc/>
    public override void Take(ulong cgroupId, string path, CallAggregator aggregator)
    {
        if (_newer.Count >= MostInHalf || _characters >= MostCharactersInHalf)
        {
            (_older, _newer, _characters) = (_newer, [], 0);
            startRound();
        }

        if (_newer.TryAdd(cgroupId, path))
        {
            _characters += path.Length;
        }

        aggregator.NameCgroup(cgroupId, path);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
