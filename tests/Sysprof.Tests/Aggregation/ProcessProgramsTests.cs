using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>What processes run, asked while their threads are counted, and answered when it is known.</summary>
public sealed class ProcessProgramsTests
{
    private static readonly ProgramInfo s_redis = new(ProgramKind.Redis, "redis", "7.0.15");
    private static readonly ProgramInfo s_go = new(ProgramKind.Go, "Go", "1.19.8");

    private readonly AskedPrograms _asked = new();
    private readonly ProcessPrograms _programs;
    private readonly CallAggregator _aggregator;

    public ProcessProgramsTests()
    {
        _programs = new ProcessPrograms(_asked);
        _aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64, programs: _programs);
    }

    [Fact]
    public void A_process_is_asked_for_once_and_all_its_threads_have_the_answer()
    {
        Meet(7, 7, 100, "server");
        Meet(7, 8, 200, "server");
        Assert.Equal(7, Assert.Single(_asked.Questions).Tgid);
        Assert.Equal([null, null], ProgramsOf(_aggregator.Rotate()));

        Meet(7, 8, 200, "server");
        _asked.Answer(s_redis);
        _aggregator.DescribeAnew();
        Meet(7, 7, 100, "server");
        Meet(7, 9, 300, "server");

        Assert.Equal([s_redis, s_redis, s_redis], ProgramsOf(_aggregator.Rotate()));
        Assert.Single(_asked.Questions);
    }

    [Fact]
    public void A_thread_of_which_nobody_hears_any_more_is_told_of_when_the_answer_comes()
    {
        Meet(7, 7, 100, "server");
        Assert.Equal([null], ProgramsOf(_aggregator.Rotate()));
        _asked.Answer(s_redis);
        _aggregator.DescribeAnew();

        Assert.Equal([s_redis], ProgramsOf(_aggregator.Rotate()));
        Assert.Empty(ProgramsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void After_execve_it_is_not_known_until_it_was_asked_again()
    {
        Meet(7, 7, 100, "sh");
        _asked.Answer(ProgramInfo.Unknown);
        _aggregator.DescribeAnew();
        Meet(7, 7, 100, "server");
        Assert.Equal([null], ProgramsOf(_aggregator.Rotate()));

        // Found out when it was a shell, told when it was none any more.
        _asked.Answer(s_go, version: 1);
        _aggregator.DescribeAnew();
        Meet(7, 7, 100, "server");
        Assert.Equal([null], ProgramsOf(_aggregator.Rotate()));

        _asked.Answer(s_redis);
        _aggregator.DescribeAnew();
        Meet(7, 7, 100, "server");
        Assert.Equal([s_redis], ProgramsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void A_leader_that_is_younger_is_of_another_process_with_its_id()
    {
        Meet(7, 9, 300, "server");
        Meet(7, 7, 100, "server");
        Assert.Single(_asked.Questions);

        Meet(7, 7, 400, "server");

        Assert.Equal(2, _asked.Questions.Count);
        _asked.Answer(s_go);
        _aggregator.DescribeAnew();
        Assert.Equal([null, null, s_go], ProgramsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void A_process_that_could_not_be_looked_at_stays_unknown()
    {
        Meet(7, 7, 100, "gone");
        _asked.Answer(null);
        _aggregator.DescribeAnew();
        Assert.Equal([null], ProgramsOf(_aggregator.Rotate()));
    }

    [Fact]
    public void A_question_that_is_refused_is_asked_when_an_interval_ends()
    {
        _asked.Room = 1;
        Meet(7, 7, 100, "a");
        Meet(8, 8, 100, "b");
        Meet(9, 9, 100, "c");
        Assert.Equal([7], _asked.Questions.Select(process => process.Tgid));

        _asked.Room = 2;
        _aggregator.DescribeAnew();
        Assert.Equal([7, 8], _asked.Questions.Select(process => process.Tgid));
        _asked.Room = 10;
        _aggregator.DescribeAnew();
        _aggregator.DescribeAnew();
        Assert.Equal([7, 8, 9], _asked.Questions.Select(process => process.Tgid));
    }

    [Fact]
    public void Refused_questions_about_processes_that_are_gone_are_forgotten_while_nothing_is_answered()
    {
        const int Processes = 1009;
        _asked.Room = 0;
        Meet(5000, 5000, 100, "server");
        for (int tgid = 1; tgid <= Processes; tgid++)
        {
            Meet(tgid, tgid, 100, "short", BatchKind.Last);
        }

        Assert.Equal(Processes + 1, _programs.RefusedCount);
        for (int rotation = 0; rotation < 2; rotation++)
        {
            _aggregator.Rotate();
            for (int batch = 0; batch < Processes; batch++)
            {
                Meet(5000, 5000, 100, "server");
            }
        }

        Assert.Equal(1, _programs.RefusedCount);
        _asked.Room = 1;
        _aggregator.Rotate();
        Meet(5000, 5000, 100, "server");
        Assert.Equal(5000, Assert.Single(_asked.Questions).Tgid);
        Assert.Equal(0, _programs.RefusedCount);
    }

    [Fact]
    public void Processes_without_threads_are_forgotten()
    {
        const int Processes = 1009;
        for (int tgid = 1; tgid <= Processes; tgid++)
        {
            Meet(tgid, tgid, 100, "short", BatchKind.Last);
        }

        Assert.Equal(Processes, _programs.Count);
        for (int rotation = 0; rotation < 2; rotation++)
        {
            _aggregator.Rotate();
            for (int batch = 0; batch < Processes; batch++)
            {
                Meet(5000, 5000, 100, "server");
            }
        }

        Assert.Equal(1, _programs.Count);
    }

    private void Meet(int tgid, int tid, ulong startNs, string process, BatchKind kind = BatchKind.Flush) => _aggregator.Add(new ThreadBatch
    {
        Thread = new ThreadKey(tgid, tid, startNs),
        Kind = kind,
        BaseNs = 0,
        SinceNs = 0,
        ToldNs = 0,
        CpuNs = 0,
        FirstSequence = 0,
        CgroupId = 1,
        Comm = 't',
        Process = process.Aggregate((UInt128.Zero, 0), (name, c) => (name.Item1 | (UInt128)c << name.Item2, name.Item2 + 8)).Item1,
        State = CallState.None,
        InFlightNumber = 0,
        InFlightArgument = 0,
        InFlightEnterNs = 0,
        Calls = [],
    });

    private static IEnumerable<ProgramInfo?> ProgramsOf(IntervalBuilder interval) =>
        Enumerable.Range(0, interval.Calls.ThreadCount)
            .Select(row => interval.Calls.Thread(row).Info)
            .OrderBy(thread => thread.Key.StartNs)
            .Select(thread => thread.Program);

    /// <summary>Somebody who answers when the test has them do so.</summary>
    private sealed class AskedPrograms : ProgramSource
    {
        private readonly Queue<ProgramAnswer> _answers = [];

        public List<ProcessProgram> Questions { get; } = [];

        public int Room { get; set; } = int.MaxValue;

        /// <summary>Answers the last question, or what it was when it was asked so often.</summary>
        public void Answer(ProgramInfo? program, int? version = null)
        {
            ProcessProgram last = Questions[^1];
            last.Unqueue();
            _answers.Enqueue(new ProgramAnswer(last, version ?? last.Version, program));
        }

        public override bool TryAsk(ProcessProgram process)
        {
            if (Questions.Count >= Room)
            {
                return false;
            }

            Questions.Add(process);
            return true;
        }

        public override bool TryTake(out ProgramAnswer answer) => _answers.TryDequeue(out answer);
    }
}
