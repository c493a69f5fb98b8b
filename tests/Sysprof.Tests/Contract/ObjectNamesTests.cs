using System.Reflection;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>The names user space asks the object for, and the sizes of what it writes there.</summary>
public sealed class ObjectNamesTests
{
    /// <summary>As long as the kernel keeps them (BPF_OBJ_NAME_LEN less the zero); longer names are cut in every tool.</summary>
    private const int MostCharacters = 15;

    // A function of the programs that is not static, so that it is verified once.
    private const string SendCgroup = "send_cgroup";

    [Fact]
    public void Every_program_of_the_object_is_known_and_every_known_one_is_there() => Assert.Equal(
        WireTypes.Object.Programs.Order(), Constants(typeof(ObjectNames.Programs)).Append(SendCgroup).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_map_that_is_asked_for_is_there() =>
        Assert.Empty(Constants(typeof(ObjectNames.Maps)).Except(WireTypes.Object.Variables(".maps")));

    [Fact]
    public void Every_knob_that_is_set_is_there() =>
        Assert.Empty(Constants(typeof(ObjectNames.Knobs)).Except(WireTypes.Object.Variables(".rodata")));

    [Fact]
    public void Names_of_programs_and_maps_are_not_cut_by_the_kernel() => Assert.All(
        WireTypes.Object.Programs.Concat(WireTypes.Object.Variables(".maps")),
        name => Assert.InRange(name.Length, 1, MostCharacters));

    [Theory]
    [InlineData(TargetKind.Machine)]
    [InlineData(TargetKind.Tasks)]
    [InlineData(TargetKind.Comm)]
    [InlineData(TargetKind.Cgroup)]
    internal void Knobs_fit_into_the_opened_object(TargetKind kind)
    {
        using BpfObject opened = BpfObject.Open(KernelPrograms.ObjectBytes(), "sysprof", btfPath: null);

        Knobs(kind).ApplyTo(opened);

        Assert.Equal(WireLimits.CallAbis * WireLimits.CallNumbers, opened.Knob(ObjectNames.Knobs.CallInfo).Length);
        Assert.Equal((uint)kind, BitConverter.ToUInt32(opened.Knob(ObjectNames.Knobs.TargetKind)));
    }

    [Theory]
    [InlineData("getppid", false, 0x20, 0)]
    [InlineData("read", true, 0x20 | 1, 0)]
    [InlineData("fcntl", false, 0x20 | 7, 0)]
    [InlineData("fcntl", true, 0x60 | 7, 3)]
    [InlineData("ioctl", true, 0x20 | 7, 0)]
    [InlineData("epoll_ctl", true, 0x20 | 7, 0)]
    [InlineData("futex", true, 0x20 | 8, 0)]
    [InlineData("openat", false, 0x20 | 1, 0)]
    [InlineData("openat", true, 0x60 | 1, 1)]
    [InlineData("rt_sigreturn", true, 0x30, 0)]
    public void What_the_programs_are_told_of_a_call(string name, bool descriptors, int info, int change)
    {
        using BpfObject opened = BpfObject.Open(KernelPrograms.ObjectBytes(), "sysprof", btfPath: null);
        (Knobs(TargetKind.Machine) with { Descriptors = descriptors }).ApplyTo(opened);
        _ = SyscallTable.For(SyscallAbi.X64).TryNumber(name, out int number);

        Assert.Equal(info, opened.Knob(ObjectNames.Knobs.CallInfo)[number]);
        Assert.Equal(change, opened.Knob(ObjectNames.Knobs.DescriptorCalls)[number]);
        Assert.Equal(descriptors ? 1 : 0, opened.Knob(ObjectNames.Knobs.TrackDescriptors)[0]);
    }

    private static KnobValues Knobs(TargetKind kind) => new()
    {
        Kind = kind,
        TargetCount = 1,
        Calls = SyscallSet.Everything,
        NativeAbi = SyscallAbi.X64,
        FollowChildren = true,
        RingBytes = RingSize.DefaultBytes(cpus: 2),
        CalibratorTgid = 0,
    };

    private static IEnumerable<string> Constants(Type names) =>
        names.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!);
}
