using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Files;

/// <summary>
/// The helpers of this process that were killed and have not ended yet, each in a call that does not return. Their number is
/// bounded.
/// </summary>
internal sealed class LeftHelpers
{
    /// <summary>How many there are at most before nothing more is asked.</summary>
    public const int Most = 16;

    private const int DoNotWait = 1; // WNOHANG

    private readonly Lock _turn = new();
    private readonly List<int> _tgids = [];

    private LeftHelpers()
    {
    }

    /// <summary>All helpers of this process, which are its children.</summary>
    public static LeftHelpers OfProcess { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_turn)
            {
                Reap();
                return _tgids.Count;
            }
        }
    }

    /// <summary>Whether one of them is still there.</summary>
    public bool Contains(int tgid)
    {
        lock (_turn)
        {
            Reap();
            return _tgids.Contains(tgid);
        }
    }

    /// <summary>Adds one that was killed.</summary>
    public void Add(int tgid)
    {
        lock (_turn)
        {
            _tgids.Add(tgid);
        }
    }

    private unsafe void Reap() => _tgids.RemoveAll(tgid => LibC.WaitProcess(tgid, null, DoNotWait) != 0);
}
