namespace Sysprof.Kernel.Wire;

/// <summary>What a record in the ring is: its first two bytes (<c>enum record_kind</c>).</summary>
internal enum RecordKind : ushort
{
    Batch = 0,
    Descriptor = 1,
    Fork = 2,
    Cgroup = 3,
}
