using System.Globalization;
using Sysprof.Profile.Model;

namespace Sysprof.KernelTests.Sights;

/// <summary>What the kernel itself says of the call that a thread sleeps in: /proc/PID/task/TID/syscall.</summary>
internal sealed record SyscallFile(int Number, IReadOnlyList<ulong> Arguments)
{
    /// <summary>Null where it says "running", or that the thread is in no call.</summary>
    public static SyscallFile? Read(int tgid, int tid) => Parse(File.ReadAllText($"/proc/{tgid}/task/{tid}/syscall"));

    /// <summary>The same of the file's text.</summary>
    public static SyscallFile? Parse(string text)
    {
        string[] words = text.Split(' ');
        return words[0].StartsWith("running", StringComparison.Ordinal) || words[0] == "-1"
            ? null
            : new SyscallFile(
                int.Parse(words[0], CultureInfo.InvariantCulture),
                [.. words[1..7].Select(word => ulong.Parse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Whether a thread was found in this call.</summary>
    public bool IsThat(SightedCall? call) =>
        call is not null && call.Key.Number == Number && call.Arguments.SequenceEqual(Arguments);
}
