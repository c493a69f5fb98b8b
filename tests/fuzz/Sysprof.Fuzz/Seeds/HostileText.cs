namespace Sysprof.Fuzz.Seeds;

/// <summary>Names as a program, a file or a recording could have them to harm whoever looks.</summary>
internal static class HostileText
{
    /// <summary>Each kind of harm once.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "\e[31mred\e[2J\e]0;title\a", "\e]52;c;Zm9v\a\eP$q\e\\", "\u009b2J\u0090x\u009c", "\b\b\u007f\t\v\f", "one\ntwo\r\nthree\rfour", "nul\0nul",
        "\u202egnp.exe\u202c", "\u2066a\u2067b\u2069", "a\u200b\u200d\ufeffb", "line\u2028para\u2029", "\u0085next",
        "half\ud83d", "\udc00half", "\ufffd\ufffd", "\U000e0001\U000e0041",
        "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1", "＝1+1", "\"=1\"", ",=1", "\n=1",
        "a,b", "a\"b", "\"", "'", "a;b", "\\", "\\n", "a\\\"b", "\\x1b[31m",
        "<script>alert(1)</script>", "</td>&amp;<b>", "{{.Value}}", "${jndi:ldap://x}", "[bold]x[/]", "[red", "]", "%s%n", "$(reboot)", "`id`", "; rm -rf /",
        "{a=\"b\"} 1\n# HELP x", "e\u0301\u0301\u0301\u0301", "\u0301", "日本語テキスト", "👩\u200d💻🦀", "",
        new string('x', 5000), new string('日', 3000), string.Concat(Enumerable.Repeat("\e[1m", 500)),
    ];
}
