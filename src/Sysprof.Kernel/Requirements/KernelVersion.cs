using System.Globalization;
using System.Text.RegularExpressions;

namespace Sysprof.Kernel.Requirements;

/// <summary>Which kernel it is, as far as that tells anything: what it can do is found out by trying.</summary>
internal static partial class KernelVersion
{
    /// <summary>The oldest that sysprof is tested on, the first of the kernel matrix.</summary>
    public static Version Oldest { get; } = new(6, 1);

    /// <summary>"6.12.117+deb12-cloud-amd64" and "6.12-rc3" are 6.12; null for what does not begin with two numbers.</summary>
    public static Version? Parse(string release) =>
        TwoNumbers().Match(release) is { Success: true } match ? new Version(Number(match.Groups[1]), Number(match.Groups[2])) : null;

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([0-9]{1,9})\.([0-9]{1,9})")]
    private static partial Regex TwoNumbers();
}
