using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>The head of a message in the ring: <c>struct batch_event</c> without its calls, which follow it.</summary>
[StructLayout(LayoutKind.Explicit, Size = HeaderBytes)]
internal struct BatchEvent
{
    /// <summary>Where the calls begin.</summary>
    public const int HeaderBytes = 120;

    /// <summary>The most calls that follow (<c>BATCH_CALLS</c>).</summary>
    public const int MaxCalls = WireLimits.BatchCalls;

    [FieldOffset(0)] public ushort Record;
    [FieldOffset(2)] public ushort Kind;
    [FieldOffset(4)] public uint Count;
    [FieldOffset(8)] public ulong BaseNs;
    [FieldOffset(16)] public ulong FirstSeq;
    [FieldOffset(24)] public ulong ThreadStartNs;
    [FieldOffset(32)] public ulong CgroupId;
    [FieldOffset(40)] public ulong SinceNs;
    [FieldOffset(48)] public ulong ToldNs;
    [FieldOffset(56)] public ulong CpuNs;
    [FieldOffset(64)] public InFlightEvent InFlight;
    [FieldOffset(80)] public uint Tgid;
    [FieldOffset(84)] public uint Tid;
    [FieldOffset(88)] public CommBytes Comm;
    [FieldOffset(104)] public CommBytes Process;
}
