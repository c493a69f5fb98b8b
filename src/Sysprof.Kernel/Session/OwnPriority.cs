using System.Globalization;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Session;

/// <summary>The priority of this program's threads while it traces; disposing of it gives them back what they had.</summary>
internal sealed class OwnPriority : IDisposable
{
    // On a machine whose CPUs are all busy the ring fills in a tenth of a second.
    private const int Raised = -20;

    private readonly int _before = LibC.GetPriority(LibC.PriorityOfProcess, 0);
    private readonly bool _isRaised;

    /// <summary>
    /// Raises the priority of all threads of this program and of those that they start. All, because the garbage collector suspends
    /// all managed threads together: the consumer would wait for those that get no CPU. Programs that are started meanwhile inherit
    /// it. Without CAP_SYS_NICE, or when the program was started with a positive nice value, nothing changes.
    /// </summary>
    /// <param name="wanted">Whether to do that at all.</param>
    public OwnPriority(bool wanted)
    {
        _isRaised = wanted && _before is > Raised and <= 0;
        if (_isRaised)
        {
            SetAll(Raised);
        }
    }

    /// <summary>The same for the calling thread alone.</summary>
    public static void RaiseThread()
    {
        if (LibC.GetPriority(LibC.PriorityOfProcess, 0) <= 0)
        {
            _ = LibC.SetPriority(LibC.PriorityOfProcess, 0, Raised);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isRaised)
        {
            SetAll(_before);
        }
    }

    private static void SetAll(int niceness)
    {
        try
        {
            foreach (string task in Directory.GetDirectories("/proc/self/task"))
            {
                // One that has ended meanwhile is no loss.
                _ = LibC.SetPriority(LibC.PriorityOfProcess, uint.Parse(Path.GetFileName(task.AsSpan()), CultureInfo.InvariantCulture), niceness);
            }
        }
        catch (IOException)
        {
            return; // No descriptor is left for the look: on a machine with time to spare the priority does not matter.
        }
    }
}
