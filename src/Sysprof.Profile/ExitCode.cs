namespace Sysprof.Profile;

/// <summary>How sysprof ends. With <c>-- COMMAND</c> the command's own code is passed through instead.</summary>
public enum ExitCode
{
    /// <summary>Done; also after Ctrl-C in a normal run.</summary>
    Done = 0,

    /// <summary>It failed.</summary>
    Failure = 1,

    /// <summary>The command line was wrong.</summary>
    Usage = 2,

    /// <summary>The user may not do this (EX_NOPERM of sysexits.h).</summary>
    NotPermitted = 77,

    /// <summary>The kernel lacks something (EX_CONFIG of sysexits.h).</summary>
    KernelLacks = 78,

    /// <summary>The command after <c>--</c> was found but cannot be executed (as in sh).</summary>
    CommandNotExecutable = 126,

    /// <summary>The command after <c>--</c> does not exist (as in sh).</summary>
    CommandNotFound = 127,
}
