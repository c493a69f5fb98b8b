namespace Sysprof.Profile.Model;

/// <summary>Where a thread is when somebody looks at it.</summary>
public enum ThreadPlace
{
    /// <summary>In no call: its own code runs, waits for a CPU, or was stopped.</summary>
    Outside = 0,

    /// <summary>In a call.</summary>
    InCall = 1,

    /// <summary>On a CPU, perhaps in a call: it went on while it was looked at, or its entry was not seen.</summary>
    Running = 2,

    /// <summary>The kernel made it, for io_uring or vhost: it works there and makes no calls.</summary>
    Worker = 3,
}
