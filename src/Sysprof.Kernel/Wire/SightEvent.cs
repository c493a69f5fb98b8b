using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>A thread as the iterator found it: <c>struct sight_event</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct SightEvent
{
    public const int Bytes = 272;

    [FieldOffset(0)] public ulong LookedNs;
    [FieldOffset(8)] public ulong ThreadStartNs;
    [FieldOffset(16)] public ulong EnterNs;
    [FieldOffset(24)] public ulong SinceNs;
    [FieldOffset(32)] public ulong JoinedNs;
    [FieldOffset(40)] public ulong RanUntilNs;
    [FieldOffset(48)] public CallArguments Arguments;
    [FieldOffset(96)] public SightBases CallBaseNs;
    [FieldOffset(128)] public uint Tgid;
    [FieldOffset(132)] public uint Tid;
    [FieldOffset(136)] public uint Place;
    [FieldOffset(140)] public uint Abi;
    [FieldOffset(144)] public int Number;
    [FieldOffset(148)] public uint TaskState;
    [FieldOffset(152)] public uint Cpu;
    [FieldOffset(156)] public ushort OnCpu;
    [FieldOffset(158)] public ushort CallCount;
    [FieldOffset(160)] public CommBytes Comm;
    [FieldOffset(176)] public CommBytes Process;
    [FieldOffset(192)] public SightCalls Calls;
}
