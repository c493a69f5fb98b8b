using Sysprof.Cli.Now;
using Sysprof.Kernel.Files;
using Sysprof.Kernel.Processes;
using Sysprof.Profile.Model;
using Sysprof.Tests.Serving;
using Xunit;

namespace Sysprof.Tests.Now;

/// <summary>A frame gives its looks a limited time, and what was not found out is said once.</summary>
public sealed class NowProgramsTests
{
    private static readonly ProgramInfo s_go = new(ProgramKind.Go, "Go", "1.19.8");

    private readonly ManualClock _clock = new();

    [Fact]
    public void Nothing_is_said_where_all_is_known_or_not_ours_to_know()
    {
        LookOutcome[] outcomes = [LookOutcome.Known, LookOutcome.Gone, LookOutcome.NotPermitted, LookOutcome.Unreadable];
        Assert.Equal("", Said(new NowPrograms((tgid, _) => new ProgramLook(null, outcomes[tgid]), () => { }, _clock), 0, 1, 2, 3));
    }

    [Fact]
    public void What_is_found_out_is_handed_on() =>
        Assert.Equal(s_go, new NowPrograms((_, _) => new ProgramLook(s_go, LookOutcome.Known), () => { }, _clock).Find(7));

    [Fact]
    public void Silent_file_systems_are_counted()
    {
        var programs = new NowPrograms((_, _) => new ProgramLook(null, LookOutcome.NoAnswer), () => { }, _clock);
        Assert.Equal("sysprof: note: programs of 1 process unknown: file system does not answer (1)\n", Said(programs, 7));
    }

    [Fact]
    public void After_its_time_nobody_is_looked_at()
    {
        var looked = new List<(int, TimeSpan)>();
        bool ended = false;
        var programs = new NowPrograms(
            (tgid, left) =>
            {
                looked.Add((tgid, left));
                _clock.Pass(NowPrograms.Limit / 2);
                return new ProgramLook(null, tgid == 2 ? LookOutcome.NoAnswer : LookOutcome.Known);
            },
            () => ended = true,
            _clock);

        Assert.Equal(
            "sysprof: note: programs of 3 processes unknown: file system does not answer (1), no time left to look (2)\n",
            Said(programs, 1, 2, 3, 4));
        Assert.Equal([(1, NowPrograms.Limit), (2, NowPrograms.Limit / 2)], looked);
        Assert.True(ended);
    }

    [Fact]
    public void Each_frame_has_its_own_time()
    {
        var looked = new List<int>();
        var programs = new NowPrograms(
            (tgid, _) =>
            {
                looked.Add(tgid);
                _clock.Pass(NowPrograms.Limit);
                return new ProgramLook(null, LookOutcome.Known);
            },
            () => { },
            _clock);
        for (int frame = 0; frame < 3; frame++)
        {
            programs.Begin();
            programs.Find(2 * frame);
            programs.Find(2 * frame + 1);
        }

        Assert.Equal([0, 2, 4], looked);
    }

    private static string Said(NowPrograms programs, params int[] tgids)
    {
        programs.Begin();
        foreach (int tgid in tgids)
        {
            programs.Find(tgid);
        }

        var error = new StringWriter { NewLine = "\n" };
        programs.End(error);
        return error.ToString();
    }
}
