namespace Sysprof.Kernel.Wire;

/// <summary>Whether threads of a name are in the target (<c>enum comm_verdict</c>).</summary>
internal enum CommVerdict : uint
{
    Out = 1,
    In = 2,
}
