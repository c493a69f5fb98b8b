using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// What the processes run whose threads were met. It is asked when the first thread of a process is met and when the name of
/// its leader changes, as execve does; the answers are taken when an interval ends.
/// </summary>
/// <remarks>
/// One thread at a time, which never waits for an answer. A leader that calls execve under the name that it has already stays
/// what it was.
/// </remarks>
/// <param name="source">Who finds it out.</param>
public sealed class ProcessPrograms(ProgramSource source)
{
    private readonly Dictionary<int, ProcessProgram> _processes = [];
    private readonly LinkedList<ProcessProgram> _refused = [];

    /// <summary>How many processes are remembered: those of threads that are.</summary>
    public int Count => _processes.Count;

    /// <summary>How many are to be asked for again, since there was no room for the question.</summary>
    public int RefusedCount => _refused.Count;

    /// <summary>Notes a thread under the names that it has now, and describes it as far as is known.</summary>
    internal void Join(ThreadState state)
    {
        ProcessProgram process = Meet(state.Info);
        if (state.Runs != process)
        {
            Leave(state);
            process.Add(state);
            state.Runs = process;
        }

        state.Info = state.Info with { Program = process.Program };
    }

    /// <summary>Forgets a thread, and its process with the last one.</summary>
    internal void Leave(ThreadState state)
    {
        if (state.Runs is { } process)
        {
            process.Remove(state);
            if (process.First is null)
            {
                Forget(process);
            }
        }

        state.Runs = null;
    }

    /// <summary>Takes the answers that are there, and describes the threads anew that they are about.</summary>
    /// <param name="current">The interval that is being counted.</param>
    internal void DescribeAnew(IntervalBuilder current)
    {
        while (source.TryTake(out ProgramAnswer answer))
        {
            if (answer.Version == answer.Process.Version && answer.Program != answer.Process.Program)
            {
                answer.Process.Program = answer.Program;
                Describe(answer.Process, current);
            }
        }

        AskRefused();
    }

    /// <summary>
    /// Describes the threads of a process; they are in the interval even when they go on waiting in a call, for nobody hears of
    /// those again.
    /// </summary>
    private static void Describe(ProcessProgram process, IntervalBuilder current)
    {
        for (ThreadState? state = process.First; state is not null; state = state.NextOfProcess)
        {
            state.Info = state.Info with { Program = process.Program };
            state.Redescribe(current);
        }
    }

    private void Forget(ProcessProgram process)
    {
        if (_processes.GetValueOrDefault(process.Tgid) == process)
        {
            _processes.Remove(process.Tgid);
        }

        if (process.Refused is { } node)
        {
            _refused.Remove(node);
            process.Refused = null;
        }
    }

    private ProcessProgram Meet(ThreadInfo thread)
    {
        // A leader is the first thread of its process. One that is younger than another thread met is of a process that came
        // to its id later, or a thread that took its group over by execve.
        bool isLeader = thread.Key.Tid == thread.Key.Tgid;
        if (!_processes.TryGetValue(thread.Key.Tgid, out ProcessProgram? process)
            || (isLeader && thread.Key.StartNs > process.OldestNs))
        {
            process = new ProcessProgram(thread.Key.Tgid);
            _processes[thread.Key.Tgid] = process;
        }

        process.OldestNs = Math.Min(process.OldestNs, thread.Key.StartNs);
        if (process.Version == 0 || process.Name != thread.Process)
        {
            process.Rename(thread.Process);
            Ask(process);
        }

        return process;
    }

    private void Ask(ProcessProgram process)
    {
        if (process.TryQueue() && !source.TryAsk(process))
        {
            process.Refused = _refused.AddLast(process);
        }
    }

    /// <summary>Asks once more what was refused, until that happens again; those whose threads have ended are forgotten by then.</summary>
    internal void AskRefused()
    {
        while (_refused.First is { } node && source.TryAsk(node.Value))
        {
            node.Value.Refused = null;
            _refused.Remove(node);
        }
    }
}
