namespace Sysprof.Profile.Model;

/// <summary>
/// Stands for what a descriptor refers to until that has been found out. Each is another: it is in no interval that is handed out.
/// </summary>
public sealed class PendingResource : Resource
{
    private readonly object _owner;
    private bool _countedLate;

    /// <param name="tgid">Whose descriptor.</param>
    /// <param name="descriptor">Its number.</param>
    /// <param name="owner">The descriptors of the process.</param>
    /// <param name="forgotten">How often all descriptors were forgotten before.</param>
    internal PendingResource(int tgid, int descriptor, object owner, long forgotten)
        : base(ResourceKind.Unresolved, "")
    {
        Tgid = tgid;
        Descriptor = descriptor;
        _owner = owner;
        Forgotten = forgotten;
    }

    /// <summary>Whose descriptor it is.</summary>
    public int Tgid { get; }

    /// <summary>Its number.</summary>
    public int Descriptor { get; }

    /// <summary>How often all descriptors were forgotten before it was asked.</summary>
    internal long Forgotten { get; }

    /// <summary>When the descriptor came to refer to something else, CLOCK_MONOTONIC nanoseconds; the end of time while it has not.</summary>
    internal ulong EndNs { get; private set; } = ulong.MaxValue;

    /// <summary>What was found out; null while it was not.</summary>
    internal Resource? Answer { get; set; }

    /// <summary>Whether it was asked for these descriptors: a child has what its parent was asked for, and may still have it open.</summary>
    internal bool IsOf(object owner) => ReferenceEquals(owner, _owner);

    /// <summary>Notes when a descriptor came to refer to something else; that of a child which inherited it says nothing of this one.</summary>
    internal void EndAt(object owner, ulong ns) => EndNs = IsOf(owner) ? Math.Min(EndNs, ns) : EndNs;

    /// <summary>What an interval has in its place; counts once when that is not known in time.</summary>
    internal Resource Settled(ref int late)
    {
        if (Answer is null && !_countedLate)
        {
            _countedLate = true;
            late++;
        }

        return Answer ?? Unresolved;
    }

    private protected override bool IsSame(Resource other) => false;
}
