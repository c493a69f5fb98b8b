using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Names;

namespace Sysprof.KernelTests.Windows;

/// <summary>Sessions whose calls are attached for a part of the time.</summary>
internal static class Windowed
{
    /// <summary>Begins with calls attached; the test detaches and attaches them.</summary>
    public static Tracer StartByHand(Target target) => Tracer.Start(Options(target, 1) with { WindowsByHand = true });

    /// <summary>Begins with calls attached, and keeps to a bound.</summary>
    public static Tracer Start(Target target, double maxOverhead) => Tracer.Start(Options(target, maxOverhead));

    private static SessionOptions Options(Target target, double maxOverhead) =>
        new() { Target = target, Calls = SyscallSet.Everything, MaxOverhead = maxOverhead };
}
