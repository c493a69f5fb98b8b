using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Sights;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>A process that waits for somebody to take what it writes.</summary>
internal static class WaitingWriter
{
    private const int Write = 1; // on x86-64

    /// <summary>Returns when one of its threads sleeps in a write to a file of this name.</summary>
    public static Task Becomes(int tgid, string file) => Condition.Becomes(
        () => StandingThread.AllOf(tgid).Values.Any(thread => SyscallFile.Parse(thread.Syscall) is { Number: Write } call
            && new FileInfo($"/proc/{tgid}/fd/{call.Arguments[0]}").LinkTarget == file));
}
