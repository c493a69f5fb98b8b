namespace Sysprof.Profile.Model;

/// <summary>What stays the same over a run: the header of a recording.</summary>
public sealed record RunInfo
{
    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }

    /// <summary>The kernel's release, as <c>uname -r</c>.</summary>
    public required string Kernel { get; init; }

    /// <summary>The machine's architecture, as <c>uname -m</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The ABI that the machine's own programs use.</summary>
    public SyscallAbi NativeAbi => Architecture == "aarch64" ? SyscallAbi.Arm64 : SyscallAbi.X64;

    /// <summary>When the run began, by the wall clock.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The same moment as CLOCK_MONOTONIC nanoseconds, the clock of the intervals.</summary>
    public required long StartNs { get; init; }

    /// <summary>What was traced, in the words of the command line: "the machine", "-p 123".</summary>
    public required string Target { get; init; }

    /// <summary>Which calls were traced (<c>-e</c>), "" for all.</summary>
    public required string Syscalls { get; init; }

    /// <summary>Nanoseconds that tracing adds to a call, measured on this machine at the start.</summary>
    public required double NsPerCall { get; init; }

    /// <summary>
    /// What looking may cost, as a share of one CPU (<c>--max-overhead</c>): calls were seen for a part of the time then. 0 for
    /// no bound.
    /// </summary>
    public double MaxOverhead { get; init; }

    /// <summary>Size of the ring between kernel and sysprof, in bytes; 0 where that is not known: of a recording.</summary>
    public int RingBytes { get; init; }

    /// <summary>The version of sysprof that made it.</summary>
    public required string Version { get; init; }
}
