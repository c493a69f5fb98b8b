namespace Sysprof.Profile.Aggregation;

/// <summary>What one group of a report is (<c>--by</c>).</summary>
public enum GroupBy
{
    /// <summary>A thread.</summary>
    Thread,

    /// <summary>A process with all its threads.</summary>
    Process,

    /// <summary>All threads together, so that a row is a system call of the whole run.</summary>
    Syscall,

    /// <summary>
    /// The threads of a process that do the same as far as their names tell: those that differ in a number, <c>worker-*</c>.
    /// </summary>
    Pool,

    /// <summary>A cgroup: the threads that have its path. Those of which it is not known are one group.</summary>
    Cgroup,

    /// <summary>A file, pipe, socket or peer that calls were made on. Calls without a descriptor are in no group.</summary>
    File,

    /// <summary>Whom sockets talk to. Calls on anything else are in no group.</summary>
    Peer,
}
