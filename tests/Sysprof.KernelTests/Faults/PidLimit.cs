using System.Globalization;

namespace Sysprof.KernelTests.Faults;

/// <summary>
/// The kernel gives tids out in turn up to <c>kernel.pid_max</c>, and then from the beginning. While this lives, that is no
/// higher than 32768, which is the kernel's own default and room enough for everybody else.
/// </summary>
internal sealed class PidLimit : IDisposable
{
    /// <summary>PID_MAX_DEFAULT of the kernel's include/linux/threads.h.</summary>
    public const int Most = 32768;

    private const string File = "/proc/sys/kernel/pid_max";

    private readonly int _before = int.Parse(System.IO.File.ReadAllText(File), CultureInfo.InvariantCulture);

    public PidLimit()
    {
        if (_before > Most)
            Set(Most);
    }

    public void Dispose()
    {
        if (_before > Most)
            Set(_before);
    }

    private static void Set(int limit) => System.IO.File.WriteAllText(File, limit.ToString(CultureInfo.InvariantCulture));
}
