using System.Runtime.InteropServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What the descriptors of one process refer to, and did a moment ago.</summary>
/// <remarks>
/// A call is counted some time after it was made: by then its descriptor may have been closed and given out again, perhaps
/// often. A close is not noted: what follows it on the descriptor fails with EBADF or has been opened again. What a child has of
/// its parent is in its tree as the parent had it: with times before the fork, and so before all calls of the child.
/// </remarks>
internal sealed class ProcessDescriptors
{
    private readonly BindingLog _log;
    private Dictionary<int, BindingHistory>? _before;
    private DescriptorTrie _newest;
    private long _forgotten;
    private long _lastTold = -1;
    private ulong _latestNs;

    public ProcessDescriptors(BindingLog log)
    {
        _log = log;
        Clear();
    }

    /// <summary>
    /// What a descriptor referred to at a moment; nothing where that is not known, until when it is known again.
    /// </summary>
    public Binding At(int descriptor, ulong ns)
    {
        FollowForget();
        Held newest = _newest.Find(descriptor, ref _log.Steps);
        if (newest.Resource is null || newest.SinceNs <= ns)
        {
            return new Binding(newest.Resource, newest.SinceNs);
        }

        return _before is not null && _before.TryGetValue(descriptor, out BindingHistory? history)
            ? history.At(ns, newest.SinceNs, ref _log.Steps)
            : new Binding(null, 0, newest.SinceNs);
    }

    /// <summary>Notes what a descriptor refers to from a moment on.</summary>
    public void Bind(int descriptor, ulong sinceNs, Resource resource)
    {
        FollowForget();
        Held newest = _newest.Find(descriptor, ref _log.Steps);
        if (newest.Resource is null)
        {
            SetNewest(descriptor, new Held(resource, sinceNs));
        }
        else if (newest.SinceNs > sinceNs)
        {
            BindBefore(descriptor, new Held(resource, sinceNs), newest.SinceNs);
        }
        else if (!ReferenceEquals(newest.Resource, resource))
        {
            (newest.Resource as PendingResource)?.EndAt(this, sinceNs);
            if (newest.SinceNs < sinceNs)
            {
                HistoryOf(descriptor).Add(newest);
                _log.Replace(this, descriptor, sinceNs);
            }

            SetNewest(descriptor, new Held(resource, sinceNs));
        }
    }

    /// <summary>The descriptors of a process forked at a moment: these, as they were then.</summary>
    public ProcessDescriptors ForkedAt(ulong ns)
    {
        FollowForget();
        var child = new ProcessDescriptors(_log) { _newest = _newest.Fork(_log.NextOwner(), _log.NextOwner()) };
        long number = _lastTold;
        for (ulong latestNs = _latestNs; latestNs > ns;)
        {
            if (!_log.TryRecent(number, out BindingLog.Recent told))
            {
                // What the child has of them would be a guess: it is asked for.
                child.Clear();
                break;
            }

            if (told.SinceNs > ns)
            {
                Binding then = At(told.Descriptor, ns);
                child._newest.Set(told.Descriptor, new Held(then.Resource, then.SinceNs), ref _log.Steps);
            }

            (number, latestNs) = (told.Before, told.LatestBeforeNs);
        }

        return child;
    }

    /// <summary>Forgets what a descriptor referred to that ended by a moment.</summary>
    public void ForgetUntil(int descriptor, ulong ns)
    {
        if (_before is not null && _before.TryGetValue(descriptor, out BindingHistory? history))
        {
            history.ForgetUntil(ns, _newest.Find(descriptor, ref _log.Steps).SinceNs, ref _log.Steps);
            if (history.IsEmpty)
            {
                _before.Remove(descriptor);
            }
        }
    }

    private void BindBefore(int descriptor, Held told, ulong endNs)
    {
        BindingHistory history = HistoryOf(descriptor);
        Binding earlier = history.At(told.SinceNs, endNs, ref _log.Steps);
        (earlier.Resource as PendingResource)?.EndAt(this, told.SinceNs);
        if (history.TryInsert(told, ref _log.Steps))
        {
            _log.Replace(this, descriptor, earlier.UntilNs);
        }
    }

    private void SetNewest(int descriptor, Held newest)
    {
        _newest.Set(descriptor, newest, ref _log.Steps);
        if (newest.SinceNs > 0)
        {
            _lastTold = _log.Note(new BindingLog.Recent(descriptor, newest.SinceNs, _lastTold, _latestNs));
            _latestNs = Math.Max(_latestNs, newest.SinceNs);
        }
    }

    private BindingHistory HistoryOf(int descriptor)
    {
        _before ??= [];
        ref BindingHistory? history = ref CollectionsMarshal.GetValueRefOrAddDefault(_before, descriptor, out _);
        return history ??= new BindingHistory();
    }

    private void FollowForget()
    {
        if (_forgotten != _log.Forgotten)
        {
            Clear();
        }
    }

    private void Clear()
    {
        _before = null;
        _newest = new DescriptorTrie(_log.NextOwner());
        _forgotten = _log.Forgotten;
        (_lastTold, _latestNs) = (-1, 0);
    }
}
