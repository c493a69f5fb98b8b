using System.Text;

namespace Sysprof.Fuzz.Seeds;

/// <summary>What files in /proc look like, with names that do their worst.</summary>
internal static class ProcSeeds
{
    private static readonly string s_id = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    /// <summary>The texts.</summary>
    public static IEnumerable<byte[]> Make() => Texts().Select(Encoding.UTF8.GetBytes);

    private static IEnumerable<string> Texts()
    {
        yield return """
            7f1200000000-7f1200001000 r--p 00000000 103:02 4711                      /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.0/libcoreclr.so
            7f1300000000-7f1300001000 r-xp 00000000 103:02 4712                      /usr/lib/jvm/java-17/lib/server/libjvm.so (deleted)
            7f1400000000-7f1400001000 r-xp 00000000 00:00 0                          [heap]
            7f1500000000-7f1500001000 r-xp 00000000 103:02 4713                      /usr/lib/libpython3.11.so.1.0
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]

            """;
        yield return """
            24 30 0:22 / /proc rw,nosuid - proc proc rw
            29 23 0:25 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate
            31 29 0:26 /a\040b /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory

            """;
        yield return "Name:\ta\rTgid:\tx\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t4711\nPid:\t4711\nCapEff:\t000001ffffffffff\n";
        yield return "4711 (a) S 1 (b)) R 1 4711 4711 0 -1 4194304 107 0 0 0";
        yield return "12:memory:/\n1:name=systemd:/user.slice\n0::/system.slice/docker-" + s_id + ".scope\n";
        yield return "0::/kubepods.slice/kubepods-podaaaaaaaa_bbbb_cccc_dddd_eeeeeeeeeeee.slice/cri-containerd-" + s_id + ".scope\r0::/other\n";
        yield return "Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\n";
        yield return string.Concat(HostileText.All.Select(text => $"/{text}"));
    }
}
