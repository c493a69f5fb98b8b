using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>The call a thread was in when it sent a batch: <c>struct in_flight_event</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct InFlightEvent
{
    [FieldOffset(0)] public ulong EnterNs;
    [FieldOffset(8)] public uint Argument;
    [FieldOffset(12)] public ushort Number;
    [FieldOffset(14)] public ushort State;
}
