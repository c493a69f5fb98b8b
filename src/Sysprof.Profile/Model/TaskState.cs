namespace Sysprof.Profile.Model;

/// <summary>What the scheduler has a thread for: the letters of ps(1).</summary>
public enum TaskState
{
    /// <summary>Running, or waiting for a CPU.</summary>
    Running = 'R',

    /// <summary>Waiting; a signal wakes it.</summary>
    Sleeping = 'S',

    /// <summary>Waiting; only what it waits for wakes it.</summary>
    Uninterruptible = 'D',

    /// <summary>Stopped by a signal.</summary>
    Stopped = 'T',

    /// <summary>Stopped by a debugger.</summary>
    Traced = 't',

    /// <summary>Ended, and being taken down.</summary>
    Dead = 'X',

    /// <summary>Ended; its parent has not asked for it.</summary>
    Zombie = 'Z',

    /// <summary>Put aside by the kernel.</summary>
    Parked = 'P',
}
