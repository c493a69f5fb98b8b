using System.Text;
using System.Text.RegularExpressions;

namespace Sysprof.EndToEndTests;

/// <summary>The writes of a program to its terminal, as strace sees them: a terminal does not keep them apart.</summary>
internal static partial class WriteTrace
{
    /// <summary>What stands before a command in the shell so that its writes go to a file.</summary>
    public static string Command(string file) =>
        $"strace -f -qq -e trace=write,writev -e signal=none -P \"$(tty)\" -xx -s 1000000 -o {file} --";

    /// <summary>Reads strace's lines: <c>4711 write(1, "\x61\x62", 2) = 2</c>, each of one or more buffers.</summary>
    public static IReadOnlyList<string> Parse(IEnumerable<string> lines) =>
    [
        .. lines.Where(line => Call().IsMatch(line))
            .Select(line => string.Concat(Buffer().Matches(line).Select(match => match.Groups[1].Value)))
            .Select(hex => Encoding.UTF8.GetString(Convert.FromHexString(hex.Replace(@"\x", "", StringComparison.Ordinal)))),
    ];

    [GeneratedRegex(@"^\d+ +writev?\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"""((?:\\x[0-9a-f]{2})*)""")]
    private static partial Regex Buffer();
}
