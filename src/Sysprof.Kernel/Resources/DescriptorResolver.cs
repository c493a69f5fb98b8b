using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>The thread that looks up what descriptors refer to, of one process after the other. It reads the kernel's structures alone.</summary>
internal sealed class DescriptorResolver : IDisposable
{
    // Asked and not yet taken: some 10 MB.
    private const int MostQuestions = 1 << 16;

    // A pass for one descriptor passes the others over in about 50 ns each; one that describes them all takes 1 to 3 µs each.
    private const int MostPasses = 16;

    private readonly KernelPrograms _programs;
    private readonly ResourceCache _resources = new();
    private readonly ConcurrentQueue<PendingResource> _questions = [];
    private readonly ConcurrentQueue<DescriptorAnswer> _answers = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly object _answered = new();
    private readonly Thread _thread;
    private long _askedCount;
    private long _answeredCount;
    private long _takenCount;
    private int _idle;
    private bool _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the thread.</summary>
    public DescriptorResolver(KernelPrograms programs)
    {
        _programs = programs;
        _thread = new Thread(Run) { IsBackground = true, Name = "resolver" };
        _thread.Start();
    }

    /// <summary>Asks, and does not wait; false when there are too many questions. One thread at a time.</summary>
    public bool TryAsk(PendingResource question)
    {
        if (_askedCount - Volatile.Read(ref _takenCount) >= MostQuestions) // Partner: the write in TakeAnswers.
        {
            return false;
        }

        _questions.Enqueue(question);
        Volatile.Write(ref _askedCount, _askedCount + 1); // Partner: the read in TakeAnswers.
        if (Interlocked.Exchange(ref _idle, 0) == 1) // Partner: the exchange in Next.
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>The answers to all questions so far, or those that there are when the patience is at its end. One thread at a time.</summary>
    public IReadOnlyList<DescriptorAnswer> TakeAnswers(TimeSpan patience)
    {
        long asked = Volatile.Read(ref _askedCount); // Partner: the write in TryAsk.
        var watch = Stopwatch.StartNew();
        lock (_answered)
        {
            while (_answeredCount < asked && _failure is null && patience - watch.Elapsed is { Ticks: > 0 } left)
            {
                Monitor.Wait(_answered, left);
            }

            _failure?.Throw();
        }

        var answers = new List<DescriptorAnswer>();
        while (_answers.TryDequeue(out DescriptorAnswer answer))
        {
            answers.Add(answer);
        }

        Volatile.Write(ref _takenCount, _takenCount + answers.Count); // Partner: the read in TryAsk.
        return answers;
    }

    /// <summary>Ends the thread. What was asked stays unanswered.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _stopping, true); // Partner: the reads in Run and Next.
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!Volatile.Read(ref _stopping))
            {
                foreach (IGrouping<int, PendingResource> ofProcess in
                    Next().GroupBy(question => question.Tgid).TakeWhile(_ => !Volatile.Read(ref _stopping)))
                {
                    Look(ofProcess.Key, [.. ofProcess]);
                }
            }
        }
        catch (Exception failure)
        {
            // Whatever it is, it is thrown where the run can be ended in order: when answers are taken.
            lock (_answered)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
                Monitor.PulseAll(_answered);
            }
        }
    }

    /// <summary>All questions that there are; waits for one.</summary>
    private List<PendingResource> Next()
    {
        var questions = new List<PendingResource>();
        while (questions.Count == 0 && !Volatile.Read(ref _stopping))
        {
            while (_questions.TryDequeue(out PendingResource? question))
            {
                questions.Add(question);
            }

            if (questions.Count == 0)
            {
                Interlocked.Exchange(ref _idle, 1); // Partner: the exchange in TryAsk, after the question is in the queue.
                if (_questions.IsEmpty && !Volatile.Read(ref _stopping))
                {
                    _wake.WaitOne();
                }
            }
        }

        return questions;
    }

    private void Look(int tgid, IReadOnlyList<PendingResource> questions)
    {
        if (questions.Count <= MostPasses)
        {
            foreach (PendingResource question in questions)
            {
                Answer(question, _programs.FindDescriptor(tgid, question.Descriptor, _resources));
            }
        }
        else
        {
            // A descriptor may be asked for twice: before all were forgotten, and after.
            var found = new Dictionary<int, Resource?>();
            foreach (PendingResource question in questions)
            {
                found[question.Descriptor] = null;
            }

            LookAtAll(tgid, found);
            foreach (PendingResource question in questions)
            {
                Answer(question, found.GetValueOrDefault(question.Descriptor));
            }
        }

        lock (_answered)
        {
            _answeredCount += questions.Count;
            Monitor.PulseAll(_answered);
        }
    }

    private void LookAtAll(int tgid, Dictionary<int, Resource?> found)
    {
        try
        {
            _programs.ReadDescriptors(tgid, (in DescriptorRecord record) =>
            {
                int descriptor = (int)record.Head.Fd;
                if (found.ContainsKey(descriptor))
                {
                    found[descriptor] = _resources.Of(in record);
                }
            });
        }
        catch (Win32Exception)
        {
            found.Clear(); // No memory or descriptor is left for the look: unresolved, and counted.
        }
    }

    private void Answer(PendingResource question, Resource? found) =>
        _answers.Enqueue(new DescriptorAnswer(question, found, (ulong)OwnClocks.NowNs()));
}
