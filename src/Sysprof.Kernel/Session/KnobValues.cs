using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using static Sysprof.Kernel.Wire.ObjectNames;

namespace Sysprof.Kernel.Session;

/// <summary>What the BPF programs are told before they are loaded.</summary>
internal sealed record KnobValues
{
    /// <summary>The machine's own ABI.</summary>
    public static SyscallAbi MachineAbi { get; } =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SyscallAbi.Arm64 : SyscallAbi.X64;

    public required TargetKind Kind { get; init; }

    public required int TargetCount { get; init; }

    public required SyscallSet Calls { get; init; }

    public required SyscallAbi NativeAbi { get; init; }

    public required bool FollowChildren { get; init; }

    public required int RingBytes { get; init; }

    public required int CalibratorTgid { get; init; }

    /// <summary>Whether the kernel tells of threads that ran without a call, too.</summary>
    public bool Runners { get; init; }

    /// <summary>Whether the kernel tells what descriptors refer to.</summary>
    public bool Descriptors { get; init; }

    /// <summary>
    /// What looking may cost, as a share of one CPU: calls are attached from time to time, and all that are slowed down have to
    /// be known. Null for no bound.
    /// </summary>
    public double? MaxOverhead { get; init; }

    public ulong CgroupId { get; init; }

    public int CgroupLevel { get; init; }

    /// <summary>Those of a session.</summary>
    public static KnobValues Of(SessionOptions options, ResolvedTarget target, int ringBytes, int calibratorTgid) => new()
    {
        Kind = target.Kind,
        TargetCount = target.Ids.Count,
        Calls = options.Calls,
        NativeAbi = MachineAbi,
        FollowChildren = options.FollowChildren,
        RingBytes = ringBytes,
        MaxOverhead = options.MaxOverhead,
        CalibratorTgid = calibratorTgid,
        Runners = options.TimeDetail == TimeDetail.All,
        Descriptors = options.Descriptors,
        CgroupId = target.CgroupId,
        CgroupLevel = target.CgroupLevel,
    };

    public void ApplyTo(BpfObject programs)
    {
        programs.SetKnob(Knobs.TargetKind, (uint)Kind);
        programs.SetKnob(Knobs.OwnTgid, (uint)Environment.ProcessId);
        programs.SetKnob(Knobs.CalibratorTgid, (uint)CalibratorTgid);
        programs.SetKnob(Knobs.FollowChildren, FollowChildren ? (byte)1 : (byte)0);
        programs.SetKnob(Knobs.TargetSinceNs, (ulong)OwnClocks.NowNs());
        programs.SetKnob(Knobs.TargetCgroup, CgroupId);
        programs.SetKnob(Knobs.TargetCgroupLevel, (uint)CgroupLevel);
        programs.SetKnob(Knobs.WakeAtBytes, (ulong)RingSize.WakeAt(RingBytes, MaxOverhead));
        // An eighth is kept for last words.
        programs.SetKnob(Knobs.RefuseAtBytes, (ulong)RingBytes - (ulong)RingBytes / 8);
        // One of them asked for brings them all: the view leaves out those that nobody asked for.
        bool unknown = Calls.ContainsUnknown || Calls.NamesNumbersBeyond(WireLimits.CallNumbers);
        programs.SetKnob(Knobs.UnknownTraced, unknown ? (byte)1 : (byte)0);
        programs.SetKnob(Knobs.TellRunners, Runners ? (byte)1 : (byte)0);
        programs.SetKnob(Knobs.TrackDescriptors, Descriptors ? (byte)1 : (byte)0);
        FillCallInfo(programs.Knob(Knobs.CallInfo), programs.Knob(Knobs.DescriptorCalls));
        programs.Map(Maps.Events).SetMaxEntries((uint)RingBytes);
        programs.Map(Maps.Targets).SetMaxEntries((uint)Math.Max(1, TargetCount));
        programs.Map(Maps.CpuClocks).SetMaxEntries((uint)LibBpf.libbpf_num_possible_cpus());
        programs.SetKnob(Knobs.CountPassed, MaxOverhead is not null ? (byte)1 : (byte)0);
        programs.SetAutoload(Programs.Rename, Kind == TargetKind.Comm);
        programs.SetAutoload(Programs.Reopen, MaxOverhead is not null);
    }

    private void FillCallInfo(Span<byte> info, Span<byte> descriptorCalls)
    {
        for (int row = 0; row < WireLimits.CallAbis; row++)
        {
            SyscallAbi abi = (SyscallAbi)row == SyscallAbi.X64 ? NativeAbi : (SyscallAbi)row;
            for (int number = 0; number < WireLimits.CallNumbers; number++)
            {
                int at = row * WireLimits.CallNumbers + number;
                var call = new CallKey(abi, number);
                info[at] = (byte)InfoOf(call);
                if (Descriptors && DescriptorCalls.Of(call) is { } change)
                {
                    info[at] |= (byte)CallInfoBits.Descriptors;
                    descriptorCalls[at] = (byte)change;
                }
            }
        }
    }

    private CallInfoBits InfoOf(CallKey call)
    {
        SyscallInfo? known = SyscallTable.For(call.Abi).Find(call.Number);
        CallInfoBits bits = Calls.Contains(call) ? CallInfoBits.Traced : CallInfoBits.None;
        bits |= (CallInfoBits)KeptOf(known) & CallInfoBits.ArgMask;
        // These return into whatever the signal interrupted: their "result" is its rax.
        return known?.Name is "rt_sigreturn" or "sigreturn" ? bits | CallInfoBits.NoResult : bits;
    }

    private static int KeptOf(SyscallInfo? call) => call switch
    {
        null => 0,
        { CommandsDescriptor: true } => (int)KeptArgument.Command,
        { ArgumentKind: ArgumentKind.FutexOperation } => (int)KeptArgument.Futex,
        _ => call.Argument,
    };
}
