using Sysprof.Kernel.Files;
using Sysprof.Kernel.Processes;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Now;

/// <summary>What the processes of a frame run, as far as that is found out in the time that a frame gives it.</summary>
/// <param name="find">A look at a process by its PID, within a time.</param>
/// <param name="end">Called when no more looks follow.</param>
/// <param name="clock">The time.</param>
internal sealed class NowPrograms(Func<int, TimeSpan, ProgramLook> find, Action end, TimeProvider clock)
{
    /// <summary>How long the looks of a frame may take; the last one may exceed it by what a file system has to answer, 200 ms.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    private long _startedAt = clock.GetTimestamp();
    private int _silent;
    private int _late;
    private (int Silent, int Late) _said;

    /// <summary>Those of this machine.</summary>
    public static NowPrograms OfMachine()
    {
        var finder = new ProgramFinder();
        return new NowPrograms(finder.Find, finder.Dispose, TimeProvider.System);
    }

    /// <summary>Begins a frame.</summary>
    public void Begin()
    {
        _startedAt = clock.GetTimestamp();
        (_silent, _late) = (0, 0);
    }

    /// <summary>What a process runs; null where that is not known.</summary>
    public ProgramInfo? Find(int tgid)
    {
        TimeSpan left = Limit - clock.GetElapsedTime(_startedAt);
        ProgramLook look = left > TimeSpan.Zero ? find(tgid, left) : new ProgramLook(null, LookOutcome.NotAsked);
        _silent += look.Outcome == LookOutcome.NoAnswer ? 1 : 0;
        _late += look.Outcome == LookOutcome.NotAsked ? 1 : 0;
        if (_silent + _late > _said.Silent + _said.Late)
        {
            _said = (_silent, _late);
        }

        return look.Program;
    }

    /// <summary>Ends the looks, and says of the frame where most was not found out how much that was, and why.</summary>
    public void End(TextWriter error)
    {
        end();
        (int silent, int late) = _said;
        if (silent + late == 0)
        {
            return;
        }

        string[] reasons =
        [
            .. silent > 0 ? [$"file system does not answer ({silent})"] : Array.Empty<string>(),
            .. late > 0 ? [$"no time left to look ({late})"] : Array.Empty<string>(),
        ];
        error.WriteLine(
            $"sysprof: note: programs of {silent + late} {(silent + late == 1 ? "process" : "processes")} unknown: {string.Join(", ", reasons)}");
    }
}
