namespace Sysprof.Kernel.Session;

/// <summary>What is to be done now, and until when it holds.</summary>
/// <param name="Attached">Whether calls shall be attached.</param>
/// <param name="UntilNs">When to ask again at the latest, CLOCK_MONOTONIC nanoseconds.</param>
internal readonly record struct GateStep(bool Attached, long UntilNs);
