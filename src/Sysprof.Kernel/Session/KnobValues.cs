using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Kernel.Session;

/// <summary>What the BPF programs are told before they are loaded.</summary>
internal sealed record KnobValues
{
    /// <summary>A number that no table has: stands for all of them.</summary>
    private const int SomeUnknownNumber = 4000;

    public required TargetKind Kind { get; init; }

    public required int TargetCount { get; init; }

    public required SyscallSet Calls { get; init; }

    public required SyscallAbi NativeAbi { get; init; }

    public required bool FollowChildren { get; init; }

    public required int RingBytes { get; init; }

    public required int CalibratorTgid { get; init; }

    public ulong CgroupId { get; init; }

    public int CgroupLevel { get; init; }

    public void ApplyTo(BpfObject programs)
    {
        programs.SetKnob("target_kind", (uint)Kind);
        programs.SetKnob("own_tgid", (uint)Environment.ProcessId);
        programs.SetKnob("calibrator_tgid", (uint)CalibratorTgid);
        programs.SetKnob("follow_children", FollowChildren ? (byte)1 : (byte)0);
        programs.SetKnob("target_cgroup", CgroupId);
        programs.SetKnob("target_cgroup_level", (uint)CgroupLevel);
        // A quarter: the consumer has the time that filling the rest takes. An eighth is kept for last words.
        programs.SetKnob("wake_at_bytes", (ulong)RingBytes / 4);
        programs.SetKnob("refuse_at_bytes", (ulong)RingBytes - (ulong)RingBytes / 8);
        programs.SetKnob(
            "unknown_traced", Calls.Contains(new CallKey(NativeAbi, SomeUnknownNumber)) ? (byte)1 : (byte)0);
        FillCallInfo(programs.Knob("call_info"));
        programs.Map("events").SetMaxEntries((uint)RingBytes);
        programs.Map("targets").SetMaxEntries((uint)Math.Max(1, TargetCount));
        programs.SetAutoload("on_rename", Kind == TargetKind.Comm);
    }

    private void FillCallInfo(Span<byte> info)
    {
        for (int row = 0; row < WireLimits.CallAbis; row++)
        {
            SyscallAbi abi = (SyscallAbi)row == SyscallAbi.X64 ? NativeAbi : (SyscallAbi)row;
            for (int number = 0; number < WireLimits.CallNumbers; number++)
            {
                info[row * WireLimits.CallNumbers + number] = (byte)InfoOf(new CallKey(abi, number));
            }
        }
    }

    private CallInfoBits InfoOf(CallKey call)
    {
        SyscallInfo? known = SyscallTable.For(call.Abi).Find(call.Number);
        CallInfoBits bits = Calls.Contains(call) ? CallInfoBits.Traced : CallInfoBits.None;
        bits |= (CallInfoBits)(known?.Argument ?? 0) & CallInfoBits.ArgMask;
        // These return into whatever the signal interrupted: their "result" is its rax.
        return known?.Name is "rt_sigreturn" or "sigreturn" ? bits | CallInfoBits.NoResult : bits;
    }
}
