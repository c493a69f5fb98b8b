namespace Sysprof.Profile.Names;

/// <summary>What an error means to whoever looks for trouble. <c>errnos.tsv</c> says why each errno is in which.</summary>
public enum ErrorClass
{
    /// <summary>None of the others: something went wrong.</summary>
    Real = 0,

    /// <summary>Nothing is there yet, or what was begun is not done yet (EAGAIN, EINPROGRESS).</summary>
    WouldBlock,

    /// <summary>The time to wait was over (ETIMEDOUT).</summary>
    TimedOut,

    /// <summary>What was named does not exist (ENOENT, ESRCH, ENODATA).</summary>
    NotFound,

    /// <summary>A signal came (EINTR).</summary>
    Interrupted,

    /// <summary>Nobody answers at an address, or no way leads there (ECONNREFUSED, EHOSTUNREACH).</summary>
    Refused,

    /// <summary>It is not permitted (EACCES, EPERM, EROFS).</summary>
    Denied,
}
