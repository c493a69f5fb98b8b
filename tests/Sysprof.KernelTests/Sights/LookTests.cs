using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Arguments;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Sights;

/// <summary>What every thread is in, against what /proc says of it at the same moment.</summary>
public sealed class LookTests
{
    [Fact]
    public async Task Every_thread_is_seen_in_the_call_that_proc_says_whether_entered_before_or_after()
    {
        using RunningWorkload workload = await RunningWorkload.Start("held", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        Assert.Equal(Ia32.IsPossible ? 26 : 24, promise.Lines.Count);

        IReadOnlyList<ThreadSight> sights = tracer.Session.Look();

        Assert.All(promise.Lines, line =>
        {
            ThreadSight sight = Assert.Single(sights, sight => sight.Key.Tid == line.Tid);
            SyscallFile proc = SyscallFile.Read(workload.Tgid, line.Tid!.Value)!;
            Assert.True(proc.IsThat(sight.Call), $"{line.Call}: {proc} is not {sight}");
            Assert.Equal(line.Call, AbiNames.Qualified(sight.Call!.Key));
            Assert.Equal((TaskState.Sleeping, false, ThreadPlace.InCall), (sight.State, sight.OnCpu, sight.Place));
            Assert.Equal("workload", sight.Comm);
            Assert.Equal("workload", sight.Process);
        });
        await workload.End();
    }

    [Fact]
    public async Task How_long_a_call_goes_on_is_exact_when_its_entry_was_seen_and_else_never_too_long()
    {
        using RunningWorkload workload = await RunningWorkload.Start("held", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();

        IReadOnlyList<ThreadSight> sights = tracer.Session.Look();

        Assert.All(promise.Lines, line =>
        {
            ThreadSight sight = Assert.Single(sights, sight => sight.Key.Tid == line.Tid);
            SightedCall call = sight.Call!;
            bool isAfter = workload.Output.Single(text => text.Contains($"expect {line.Tid} ")).Contains("when=after");
            Assert.Equal(isAfter, call.EnterNs is not null);
            Assert.InRange(call.AtLeastNs, 1, sight.LookedNs - line["since"]);
            if (isAfter)
            {
                Assert.InRange(call.EnterNs!.Value, line["since"], sight.LookedNs);
                Assert.Equal(sight.LookedNs - call.EnterNs, call.AtLeastNs);
            }
        });
        await workload.End();
    }

    [Fact]
    public async Task Arguments_and_descriptors_are_put_into_words()
    {
        using RunningWorkload workload = await RunningWorkload.Start("held", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();

        string[] texts =
        [
            .. tracer.Session.Look().Where(sight => promise.Lines.Any(line => line.Tid == sight.Key.Tid)).Select(sight =>
                CallText.Of(sight.Call!.Key, sight.Call.Arguments.AsSpan(), fd => tracer.Session.FindResource(sight.Key.Tgid, fd)?.Name)),
        ];

        string[] patterns =
        [
            @"^read\(\d+ pipe:\[\d+\], 512 B\)$",
            @"^futex\(WAIT, 0x[0-9a-f]+, no timeout\)$",
            @"^futex\(WAIT_BITSET, 0x[0-9a-f]+, timeout\)$",
            @"^epoll_wait\(epoll \d+, timeout 3600s\)$",
            @"^poll\(3 descriptors, no timeout\)$",
            @"^ppoll\(2 descriptors, timeout\)$",
            @"^pselect6\(fds < 8, no timeout\)$",
            @"^accept4\(\d+ tcp listen 127\.0\.0\.1:\d+\)$",
            @"^recvfrom\(\d+ udp bound 127\.0\.0\.1:\d+, 512 B\)$",
            @"^nanosleep\(\)$",
            @"^wait4\(pid \d+\)$",
            @"^rt_sigtimedwait\(no timeout\)$",
            .. Ia32.IsPossible ? [@"^pause\(\)$"] : Array.Empty<string>(),
        ];
        Assert.All(patterns, pattern => Assert.Equal(2, texts.Count(text => Regex.IsMatch(text, pattern))));
        await workload.End();
    }

    [Fact]
    public async Task A_thread_that_spins_in_its_own_code_is_in_no_call()
    {
        using RunningWorkload workload = await RunningWorkload.Start("held", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        await workload.ReadPromise();
        string spins = workload.Output.Single(text => text.StartsWith("spins ", StringComparison.Ordinal));

        ThreadSight sight = Assert.Single(
            tracer.Session.Look(), sight => sight.Key.Tid == int.Parse(spins.AsSpan(6), CultureInfo.InvariantCulture));

        Assert.Null(sight.Call);
        Assert.Equal(TaskState.Running, sight.State);
        Assert.True(sight.Place is ThreadPlace.Outside or ThreadPlace.Running, $"{sight.Place}");
        await workload.End();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(46)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(53)]
    [InlineData(101)]
    public async Task The_last_calls_are_there_whether_their_batch_was_sent_or_not(int calls)
    {
        using RunningWorkload workload = await RunningWorkload.Start("past", $"{calls}", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        await workload.ReadPromise();
        await workload.WaitUntilIn(RunningWorkload.WaitingCall, workload.Tgid);

        ThreadSight sight = Assert.Single(tracer.Session.Look());

        string[] names = [.. sight.LastCalls.Select(call => SyscallTable.Name(call.Key))];
        Assert.Equal(["writev", "writev", "read", "getppid"], names); // what was promised, "done", and before that
        PastCall read = Assert.Single(sight.LastCalls, call => SyscallTable.Name(call.Key) == "read");
        Assert.Equal((-9, uint.MaxValue), (read.Result, read.Argument));
        Assert.All(
            sight.LastCalls.Where(call => SyscallTable.Name(call.Key) == "getppid"),
            call => Assert.Equal(Environment.ProcessId, call.Result));
        AssertInOrder(sight);
        Assert.NotNull(sight.JoinedNs);
        await workload.End();
    }

    [Fact]
    public async Task What_is_seen_of_threads_that_go_on_meanwhile_is_one_moment_of_each()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "3", "3s");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Task<Promise> promise = workload.ReadPromise();
        int inCall = 0;
        int withPast = 0;
        while (!promise.IsCompleted)
        {
            foreach (ThreadSight sight in tracer.Session.Look())
            {
                inCall += sight.Call is null ? 0 : 1;
                withPast += sight.LastCalls.Count;
                AssertInOrder(sight);
                Assert.Equal(sight.Place == ThreadPlace.InCall, sight.Call is not null);
                Assert.All(
                    sight.LastCalls.Where(call => SyscallTable.Name(call.Key) == "getppid"),
                    call => Assert.Equal(Environment.ProcessId, call.Result));
            }
        }

        await promise;
        Assert.InRange(inCall, 1, int.MaxValue);
        Assert.InRange(withPast, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_thousand_threads_are_seen_at_one_go()
    {
        using RunningWorkload workload = await RunningWorkload.Start("many_threads", "1009", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        int[] tids = [.. promise.Lines.Select(line => line.Tid!.Value).Distinct()];
        foreach (int tid in tids)
            await workload.WaitUntilIn("futex", tid);

        ThreadSight[] sights = [.. tracer.Session.Look()];

        Assert.Equal(1009 + 1, sights.Length);
        Assert.Equal(sights.OrderBy(sight => sight.Key.Tid).Select(sight => sight.Key), sights.Select(sight => sight.Key));
        ThreadSight[] sleeping = [.. sights.Where(sight => tids.Contains(sight.Key.Tid))];
        Assert.Equal(1009, sleeping.Length);
        Assert.All(sleeping, sight => Assert.Equal("futex", SyscallTable.Name(sight.Call!.Key)));
        Assert.All(sleeping, sight => Assert.True(SyscallFile.Read(workload.Tgid, sight.Key.Tid)!.IsThat(sight.Call)));
        Assert.All(sleeping, sight => Assert.Equal(4, sight.LastCalls.Count));
        await workload.End();
    }

    [Fact]
    public async Task Only_members_are_seen()
    {
        using RunningWorkload workload = await RunningWorkload.Start("blocked", "--linger");
        using RunningWorkload other = await RunningWorkload.Start("counts", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Comm(new Regex("^workload$")));
        using Tracer single = Tracer.Start(new Target.Tasks([], [workload.Tgid]));

        IReadOnlyList<ThreadSight> named = tracer.Session.Look();
        ThreadSight alone = Assert.Single(single.Session.Look());

        Assert.Equal(7, named.Count(sight => sight.Key.Tgid == workload.Tgid));
        Assert.Equal(1, named.Count(sight => sight.Key.Tgid == other.Tgid));
        Assert.All(named, sight => Assert.Equal("workload", sight.Process));
        Assert.Equal(workload.Tgid, alone.Key.Tid);
    }

    /// <summary>Each of the last calls ended before the one after it began, and before the thread was looked at.</summary>
    private static void AssertInOrder(ThreadSight sight)
    {
        long next = sight.Call?.EnterNs ?? sight.LookedNs;
        foreach (PastCall call in sight.LastCalls)
        {
            Assert.InRange(call.StartNs + call.DurationNs, call.StartNs, next);
            next = call.StartNs;
        }
    }
}
