using Sysprof.Kernel.Files;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Processes;

/// <summary>What a look at a process found out.</summary>
/// <param name="Program">What it runs, <see cref="ProgramInfo.Unknown"/> when it tells nothing of itself; null when that is not known.</param>
/// <param name="Outcome">How the look went: with another one than Known more may be to be found out, even of a program that is known.</param>
public readonly record struct ProgramLook(ProgramInfo? Program, LookOutcome Outcome);
