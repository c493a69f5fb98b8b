using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>One CPU's counters, or their sum: <c>struct ledger_value</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal struct LedgerValue
{
    [FieldOffset(0)] public ulong Entered;
    [FieldOffset(8)] public ulong Denied;
    [FieldOffset(16)] public ulong Skipped;
    [FieldOffset(24)] public ulong OpenAtStart;
    [FieldOffset(32)] public ulong LostThreads;
    [FieldOffset(40)] public ulong LostExits;
    [FieldOffset(48)] public ulong Refused;
    [FieldOffset(56)] public ulong SnapshotsRefused;
    [FieldOffset(64)] public ulong Joined;
    [FieldOffset(72)] public ulong DescriptorsLost;
    [FieldOffset(80)] public ulong Passed;
    [FieldOffset(88)] public ulong LostEnds;

    public static LedgerValue operator +(in LedgerValue a, in LedgerValue b) => new()
    {
        Entered = a.Entered + b.Entered,
        Denied = a.Denied + b.Denied,
        Skipped = a.Skipped + b.Skipped,
        OpenAtStart = a.OpenAtStart + b.OpenAtStart,
        LostThreads = a.LostThreads + b.LostThreads,
        LostExits = a.LostExits + b.LostExits,
        Refused = a.Refused + b.Refused,
        SnapshotsRefused = a.SnapshotsRefused + b.SnapshotsRefused,
        Joined = a.Joined + b.Joined,
        DescriptorsLost = a.DescriptorsLost + b.DescriptorsLost,
        Passed = a.Passed + b.Passed,
        LostEnds = a.LostEnds + b.LostEnds,
    };
}
