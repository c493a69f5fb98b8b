namespace Sysprof.Kernel.Wire;

/// <summary>What an entry of the map <c>targets</c> names (<c>enum target_id_kind</c>).</summary>
internal enum TargetIdKind : uint
{
    Tgid = 1,
    Tid = 2,
    Command = 3,
}
