using System.Collections.Concurrent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>
/// Paths on a cgroup v1 host without a v2 mount, where all threads are in the root of the v2 hierarchy: read from /proc/TID/cgroup by a
/// thread of its own, so that a thread may have ended before.
/// </summary>
internal sealed class LegacyCgroups : CgroupSource
{
    // Some seconds of reading. Beyond it threads stay without a path.
    private const int MostQuestions = 1 << 15;

    private readonly BlockingCollection<ThreadKey> _questions = new(MostQuestions);
    private readonly ConcurrentQueue<(ThreadKey Thread, string Path)> _answers = [];
    private readonly Thread _reader;

    public LegacyCgroups()
    {
        _reader = new Thread(Read) { IsBackground = true, Name = "cgroup reader" };
        _reader.Start();
    }

    /// <inheritdoc/>
    public override bool HasAnswers => !_answers.IsEmpty;

    /// <inheritdoc/>
    public override string PathOf(ThreadKey thread, ulong cgroupId)
    {
        _ = _questions.TryAdd(thread);
        return "";
    }

    /// <inheritdoc/>
    public override void Take(ulong cgroupId, string path, CallAggregator aggregator)
    {
    }

    /// <inheritdoc/>
    public override void HandOut(CallAggregator aggregator)
    {
        while (_answers.TryDequeue(out (ThreadKey Thread, string Path) answer))
        {
            aggregator.NameCgroup(answer.Thread, answer.Path);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _questions.CompleteAdding();
        _reader.Join();
        _questions.Dispose();
    }

    private void Read()
    {
        foreach (ThreadKey thread in _questions.GetConsumingEnumerable())
        {
            if (!_questions.IsAddingCompleted && PathOf(thread.Tid) is { } path)
            {
                _answers.Enqueue((thread, path));
            }
        }
    }

    private static string? PathOf(int tid)
    {
        try
        {
            return TaskFiles.CgroupPath(File.ReadAllText($"/proc/{tid}/cgroup"), isUnified: false);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
