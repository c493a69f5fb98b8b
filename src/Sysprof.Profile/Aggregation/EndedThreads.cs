using System.Diagnostics.CodeAnalysis;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Threads that have ended. Each is remembered until a whole rotation has passed: a snapshot of it may arrive after its last batch, but
/// none that was taken before the rotation's own drain.
/// </summary>
internal sealed class EndedThreads
{
    private readonly List<ThreadState> _threads = [];
    private long _rotation;
    private int _unchecked;

    /// <summary>Adds a thread that ended in a rotation.</summary>
    public void Add(ThreadState state, long rotation)
    {
        state.EndedAtRotation = rotation;
        _threads.Add(state);
    }

    /// <summary>A rotation has begun: those that ended in an earlier one are handed out from now on.</summary>
    public void BeginRotation(long rotation) => (_rotation, _unchecked) = (rotation, _threads.Count);

    /// <summary>Removes and returns one that is to be forgotten.</summary>
    public bool TryTake([NotNullWhen(true)] out ThreadState? state)
    {
        while (_unchecked > 0)
        {
            state = _threads[--_unchecked];
            if (state.EndedAtRotation < _rotation)
            {
                _threads[_unchecked] = _threads[^1];
                _threads.RemoveAt(_threads.Count - 1);
                return true;
            }
        }

        state = null;
        return false;
    }
}
