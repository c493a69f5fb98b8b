using System.ComponentModel;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Kernel.Requirements;

/// <summary>
/// Our own programs, loaded and attached for a moment with nobody in the target: what no look at the parts can prove.
/// </summary>
/// <param name="Reached">The last step that succeeded.</param>
/// <param name="Refusal">Why the next one did not; null when there is none.</param>
/// <param name="Hint">The way out, if the refusal came with one.</param>
internal sealed record KernelTrial(KernelTrial.Step Reached, string? Refusal, string? Hint)
{
    public enum Step
    {
        Nothing,
        Loaded,
        Iterated,
        Attached,
    }

    /// <summary>Tries. Leaves nothing behind.</summary>
    public static KernelTrial Run()
    {
        Step reached = Step.Nothing;
        try
        {
            using KernelPrograms programs = KernelPrograms.Load(Harmless);
            reached = Step.Loaded;
            programs.SeedMembers();
            reached = Step.Iterated;
            programs.AttachThreadTracking(Harmless.Kind);
            programs.AttachExits();
            programs.AttachEntries();
            return new KernelTrial(Step.Attached, null, null);
        }
        catch (SysprofException refused)
        {
            return new KernelTrial(reached, Summary(refused), refused.Hint);
        }
        catch (Win32Exception refused)
        {
            return new KernelTrial(reached, $"{refused.Message}: {ErrorText.Of(refused.NativeErrorCode)}", null);
        }
    }

    /// <summary>Single tasks are traced, and none is named.</summary>
    private static KnobValues Harmless => new()
    {
        Kind = TargetKind.Tasks,
        TargetCount = 0,
        Calls = SyscallSet.Everything,
        NativeAbi = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SyscallAbi.Arm64 : SyscallAbi.X64,
        FollowChildren = false,
        RingBytes = Environment.SystemPageSize,
        CalibratorTgid = 0,
    };

    /// <summary>What was refused and the kernel's last word on it; a verifier's log between them is long.</summary>
    private static string Summary(SysprofException refused)
    {
        string lastLine = refused.Details.Split('\n')[^1].Trim();
        return lastLine.Length > 0 ? $"{refused.Message} ({lastLine})" : refused.Message;
    }
}
