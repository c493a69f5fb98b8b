namespace Sysprof.Profile;

/// <summary>
/// Something that was foreseen and that the user can act on: caught in one place, printed without a stack.
/// Everything else that is thrown is a bug.
/// </summary>
/// <param name="message">What was being done, outer to inner, then the cause: "opening x.rec: permission denied".</param>
/// <param name="hint">The way out, or null.</param>
/// <param name="exitCode">How the process ends.</param>
/// <param name="inner">The cause, when another exception was one.</param>
/// <param name="details">What somebody who looks closer needs, in lines: libbpf's own words.</param>
public sealed class SysprofException(
    string message,
    string? hint = null,
    ExitCode exitCode = ExitCode.Failure,
    Exception? inner = null,
    string details = "")
    : Exception(message, inner)
{
    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; } = hint;

    /// <summary>The exit code that the process ends with.</summary>
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>Lines that tell more, "" where there are none; printed below the rest.</summary>
    public string Details { get; } = details;
}
