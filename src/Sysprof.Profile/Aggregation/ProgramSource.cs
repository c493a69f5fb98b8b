namespace Sysprof.Profile.Aggregation;

/// <summary>Who finds out what processes run, in their own time: neither method waits.</summary>
public abstract class ProgramSource
{
    /// <summary>Asks what a process runs. The answer comes later; false when there are too many questions already.</summary>
    public abstract bool TryAsk(ProcessProgram process);

    /// <summary>The next answer that is there, not always in the order of the questions.</summary>
    public abstract bool TryTake(out ProgramAnswer answer);
}
