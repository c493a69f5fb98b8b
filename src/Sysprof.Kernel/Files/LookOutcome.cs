namespace Sysprof.Kernel.Files;

/// <summary>How a look at something of another program went.</summary>
public enum LookOutcome
{
    /// <summary>It was found out.</summary>
    Known,

    /// <summary>It is gone, or was never there.</summary>
    Gone,

    /// <summary>It is not ours to look at.</summary>
    NotPermitted,

    /// <summary>It cannot be read: it is no regular file, or its disk or server says so.</summary>
    Unreadable,

    /// <summary>The file system did not answer in time.</summary>
    NoAnswer,

    /// <summary>It was not asked: too many questions have no answer yet, or this look asked for too much.</summary>
    NotAsked,
}
