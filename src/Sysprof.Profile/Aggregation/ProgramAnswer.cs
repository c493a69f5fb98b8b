using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What a process was found to run.</summary>
/// <param name="Process">The process.</param>
/// <param name="Version">Its <see cref="ProcessProgram.Version"/> when it was looked at.</param>
/// <param name="Program">What it runs; null when it could not be looked at.</param>
public readonly record struct ProgramAnswer(ProcessProgram Process, int Version, ProgramInfo? Program);
