using Sysprof.Profile.Model;

namespace Sysprof.Cli.Now;

/// <summary>A process of a frame.</summary>
/// <param name="Tgid">Its PID.</param>
/// <param name="Name">The name of its leader; the program chose it.</param>
/// <param name="Cgroup">The path of its cgroup, "" where it is not known.</param>
/// <param name="Program">What it runs; <see cref="ProgramInfo.Unknown"/> where that is not known.</param>
/// <param name="Threads">Its threads in the target, in the order that they are shown.</param>
internal sealed record NowProcess(int Tgid, string Name, string Cgroup, ProgramInfo Program, IReadOnlyList<NowThread> Threads);
