namespace Sysprof.Kernel.Wire;

/// <summary>How membership is decided (<c>enum target_kind</c>).</summary>
internal enum TargetKind : uint
{
    Machine = 0,
    Tasks = 1,
    Comm = 2,
    Cgroup = 3,
}
