using System.Text;

namespace Sysprof.Fuzz.Seeds;

/// <summary>What users write.</summary>
internal static class WordsSeeds
{
    /// <summary>The texts.</summary>
    public static IEnumerable<byte[]> Make() => Texts().Select(Encoding.UTF8.GetBytes);

    private static IEnumerable<string> Texts() =>
    [
        "read,write", "%network,!close", "/^sched_/", "!%file,read", "1.5s", "200ms", "64M", "512K", "12:30:01.5", "2026-03-01T12:00:00+02:00", "5s", "1,2,3",
        "tls_server_config:\n  cert_file: a\n  key_file: b\nhttp_server_config:\n  http2: true\n  headers:\n    X-Frame-Options: deny\nbasic_auth_users:\n  a: b\n",
        "&a [*a, *a]", "a: &a {b: *a}", .. HostileText.All,
    ];
}
