using System.Collections.Concurrent;
using Sysprof.Kernel.Files;
using Sysprof.Kernel.Processes;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Processes;

/// <summary>Whoever asks does not wait, however long a look takes.</summary>
public sealed class ProgramLookerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly ProgramInfo s_found = new(ProgramKind.Go, "Go", "1.19.8");

    [Fact]
    public void Asking_does_not_wait_for_a_look()
    {
        using var goOn = new ManualResetEventSlim();
        var threads = new ConcurrentBag<string?>();
        using var looker = new ProgramLooker(_ =>
        {
            threads.Add(Thread.CurrentThread.Name);
            goOn.Wait(s_patience, TestContext.Current.CancellationToken);
            return Known(s_found);
        }, _ => "", () => { });

        ProcessProgram[] processes = [.. Enumerable.Range(1, 211).Select(tgid => new ProcessProgram(tgid))];
        Assert.All(processes, process => Assert.True(process.TryQueue() && looker.TryAsk(process)));
        looker.Settle(TimeSpan.Zero);
        Assert.False(looker.HasAnswers);

        goOn.Set();
        looker.Settle(s_patience);
        Assert.Equal(processes, Answers(looker).Select(answer => answer.Process));
        Assert.Equal(["program looker"], threads.Distinct());
    }

    [Fact]
    public void A_process_is_in_the_queue_once()
    {
        var process = new ProcessProgram(7);
        Assert.True(process.TryQueue());
        Assert.False(process.TryQueue());
        process.Unqueue();
        Assert.True(process.TryQueue());
    }

    [Fact]
    public async Task Where_nothing_is_known_it_looks_again()
    {
        int looks = 0;
        using ProgramLooker looker = Looker(_ => Known(++looks == 1 ? ProgramInfo.Unknown : s_found));
        looker.TryAsk(new ProcessProgram(7));
        var answers = new List<ProgramInfo?>();
        while (answers.Count < 2)
        {
            await Task.Yield();
            answers.AddRange(Answers(looker).Select(answer => answer.Program));
        }

        Assert.Equal([ProgramInfo.Unknown, s_found], answers);
    }

    [Fact]
    public void A_process_that_is_gone_has_none_but_a_command_what_it_was_at_first()
    {
        const string name = "called so";
        bool isGone = false;
        using ProgramLooker looker = Looker(_ => isGone ? new ProgramLook(null, LookOutcome.Gone) : Known(s_found));
        looker.LookEarly(Environment.ProcessId);
        looker.Settle(s_patience);
        isGone = true;
        ProcessProgram[] processes = [Named(Environment.ProcessId, name), Named(Environment.ProcessId, "another"), Named(1, name)];
        Assert.All(processes, process => looker.TryAsk(process));
        looker.Settle(s_patience);

        Assert.Equal([s_found, null, null], Answers(looker).Select(answer => answer.Program));
    }

    [Fact]
    public void Processes_are_counted_by_how_their_first_look_went()
    {
        LookOutcome[] outcomes = [LookOutcome.NoAnswer, LookOutcome.Gone, LookOutcome.NoAnswer, LookOutcome.NotPermitted];
        // Those without an answer are looked at again, and are no others for that.
        using var looks = new CountdownEvent(outcomes.Length + 2);
        using ProgramLooker looker = Looker(tgid =>
        {
            if (!looks.IsSet)
            {
                looks.Signal();
            }

            return new ProgramLook(null, outcomes[tgid]);
        });
        for (int tgid = 0; tgid < outcomes.Length; tgid++)
        {
            looker.TryAsk(new ProcessProgram(tgid));
        }

        looker.Settle(s_patience);
        Assert.All(Answers(looker), answer => Assert.Null(answer.Program));
        Assert.Equal(1, looker.CountOf(LookOutcome.Gone));
        Assert.Equal(1, looker.CountOf(LookOutcome.NotPermitted));
        Assert.Equal(0, looker.CountOf(LookOutcome.Known));
        Assert.Equal(2, looker.CountOf(LookOutcome.NoAnswer));
        looks.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(2, looker.CountOf(LookOutcome.NoAnswer));
    }

    [Fact]
    public void Who_changes_names_all_the_time_keeps_nobody_waiting()
    {
        int looks = 0;
        using ProgramLooker looker = Looker(_ => Known(++looks > 0 ? s_found : null));
        var restless = new ProcessProgram(7);
        for (int name = 0; name < 1009; name++)
        {
            restless.Rename($"name {name}");
            looker.TryAsk(restless);
        }

        looker.TryAsk(new ProcessProgram(8));
        looker.Settle(s_patience);
        ProgramAnswer[] answers = [.. Answers(looker)];
        Assert.Contains(answers, answer => answer.Process.Tgid == 8);
        Assert.InRange(answers.Length, 1, 10);
    }

    [Fact]
    public void Its_end_ends_a_look_that_waits()
    {
        using var canceled = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        bool waited = false;
        var looker = new ProgramLooker(
            _ =>
            {
                begun.Set();
                waited = canceled.Wait(s_patience, TestContext.Current.CancellationToken);
                return new ProgramLook(null, LookOutcome.NoAnswer);
            },
            _ => "",
            canceled.Set);
        looker.TryAsk(new ProcessProgram(7));
        begun.Wait(s_patience, TestContext.Current.CancellationToken);
        looker.Dispose();
        Assert.True(waited);
    }

    private static ProgramLook Known(ProgramInfo? program) => new(program, LookOutcome.Known);

    private static ProgramLooker Looker(Func<int, ProgramLook> find) => new(find, _ => "called so", () => { });

    private static ProcessProgram Named(int tgid, string name)
    {
        var process = new ProcessProgram(tgid);
        process.Rename(name);
        return process;
    }

    private static List<ProgramAnswer> Answers(ProgramLooker looker)
    {
        var answers = new List<ProgramAnswer>();
        while (looker.TryTake(out ProgramAnswer answer))
        {
            answers.Add(answer);
        }

        return answers;
    }
}
