using System.Collections.Concurrent;
using Sysprof.Kernel.Files;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Processes;

/// <summary>
/// The thread that looks at processes, one after the other: it may wait for a disk as long as a look may take, who asks does not.
/// </summary>
/// <remarks>
/// A process of which nothing is known is looked at again a few times, since it may not have loaded its runtime yet.
/// </remarks>
internal sealed class ProgramLooker : ProgramSource, IDisposable
{
    // Some seconds of looks. A process is in the queue once at most, so that none keeps the others waiting.
    private const int MostQuestions = 1 << 15;

    // fork, execve of a shell, of a wrapper, of a program that names itself. Who goes on has to keep a name before we look.
    private const int UsualNames = 8;

    // It ends within a piece of a file.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Func<int, ProgramLook> _find;
    private readonly Func<int, string> _nameOf;
    private readonly Action _cancel;
    private readonly long[] _outcomes = new long[Enum.GetValues<LookOutcome>().Length];
    private readonly BlockingCollection<Question> _questions = new(MostQuestions);
    private readonly ConcurrentQueue<ProgramAnswer> _answers = [];
    private readonly RepeatedLooks _repeated = new();
    private readonly Thread _thread;
    private (int Tgid, string Name, ProgramInfo? Program) _command;
    private bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="find">What a process runs, by its id: called on that thread alone.</param>
    /// <param name="nameOf">What a process is called, likewise.</param>
    /// <param name="cancel">Ends for good what either waits for; called by another thread.</param>
    public ProgramLooker(Func<int, ProgramLook> find, Func<int, string> nameOf, Action cancel)
    {
        _find = find;
        _nameOf = nameOf;
        _cancel = cancel;
        _thread = new Thread(Run) { IsBackground = true, Name = "program looker" };
        _thread.Start();
    }

    /// <summary>One that looks at the processes of this machine.</summary>
    public static ProgramLooker OfMachine()
    {
        var finder = new ProgramFinder();
        return new ProgramLooker(finder.Find, finder.NameOf, finder.Dispose);
    }

    /// <summary>Whether there is an answer.</summary>
    public bool HasAnswers => !_answers.IsEmpty;

    /// <summary>How many processes had a first look that went so. A process that has another name since then counts again.</summary>
    public long CountOf(LookOutcome outcome) => Interlocked.Read(ref _outcomes[(int)outcome]); // Partner: the increment in Look.

    /// <inheritdoc/>
    public override bool TryAsk(ProcessProgram process) => _questions.TryAdd(new Question(process, Reached: null));

    /// <inheritdoc/>
    public override bool TryTake(out ProgramAnswer answer) => _answers.TryDequeue(out answer);

    /// <summary>
    /// Looks at a command that was just executed: it may be gone when its first call is heard of, and is then what it was
    /// here, as long as it is called the same.
    /// </summary>
    public void LookEarly(int tgid)
    {
        _command.Tgid = tgid;
        _questions.TryAdd(new Question(null, Reached: null)); // Publishes the id.
    }

    /// <summary>Returns when what was asked so far is answered, or the patience is at its end.</summary>
    public void Settle(TimeSpan patience)
    {
        var reached = new ManualResetEventSlim();
        if (_questions.TryAdd(new Question(null, reached)))
        {
            reached.Wait(patience);
        }
    }

    /// <summary>Ends the thread. What was asked stays unanswered.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _stopping, true); // Partner: the read in Run.
        _questions.CompleteAdding();
        _cancel();
        if (_thread.Join(s_patience))
        {
            _questions.Dispose();
        }
    }

    private void Run()
    {
        while (!Volatile.Read(ref _stopping) && !_questions.IsCompleted)
        {
            if (_questions.TryTake(out Question question, _repeated.UntilNextMs()))
            {
                Answer(question);
            }
            else if (_repeated.TryTake(out ProcessProgram? again, out int looks))
            {
                Look(again, looks);
            }
        }
    }

    private void Answer(Question question)
    {
        if (question.Reached is { } reached)
        {
            reached.Set();
        }
        else if (question.Process is { } process)
        {
            process.Unqueue();
            if (process.Version <= UsualNames)
            {
                Look(process, looks: 0);
            }
            else
            {
                _repeated.AddRestless(process);
            }
        }
        else
        {
            _command = (_command.Tgid, _nameOf(_command.Tgid), Find(_command.Tgid).Program);
        }
    }

    private void Look(ProcessProgram process, int looks)
    {
        int version = process.Version;
        string name = process.Name;
        (ProgramInfo? found, LookOutcome outcome) = Find(process.Tgid);
        if (found is null && process.Tgid == _command.Tgid && name == _command.Name)
        {
            found = _command.Program;
        }

        if (looks == 0)
        {
            Interlocked.Increment(ref _outcomes[(int)outcome]); // Partner: the read in CountOf.
        }

        if (looks == 0 || found is not null)
        {
            _answers.Enqueue(new ProgramAnswer(process, version, found));
        }

        if (found == ProgramInfo.Unknown || outcome is LookOutcome.NoAnswer or LookOutcome.NotAsked)
        {
            _repeated.Add(process, looks + 1);
        }
    }

    private ProgramLook Find(int tgid)
    {
        try
        {
            return _find(tgid);
        }
        catch (Exception)
        {
            // What is in files of other programs ends no run, whatever it is.
            return new ProgramLook(null, LookOutcome.Unreadable);
        }
    }

    /// <summary>A process to look at; without one the command, or a mark that was reached.</summary>
    private readonly record struct Question(ProcessProgram? Process, ManualResetEventSlim? Reached);
}
