using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed partial class OperationNamesTests
{
    [Theory]
    [InlineData(ArgumentKind.FutexOperation, 0, "WAIT")]
    [InlineData(ArgumentKind.FutexOperation, 0x80 | 1, "WAKE")]
    [InlineData(ArgumentKind.FutexOperation, 0x189, "WAIT_BITSET")]
    [InlineData(ArgumentKind.FutexOperation, 13, "LOCK_PI2")]
    [InlineData(ArgumentKind.FcntlCommand, 4, "F_SETFL")]
    [InlineData(ArgumentKind.FcntlCommand, 14, "F_SETLKW64")]
    [InlineData(ArgumentKind.FcntlCommand, 38, "F_OFD_SETLKW")]
    [InlineData(ArgumentKind.FcntlCommand, 1030, "F_DUPFD_CLOEXEC")]
    [InlineData(ArgumentKind.FcntlCommand, 1031, "F_SETPIPE_SZ")]
    [InlineData(ArgumentKind.FcntlCommand, 1033, "F_ADD_SEALS")]
    [InlineData(ArgumentKind.IoctlRequest, 0x5401, "TCGETS")]
    [InlineData(ArgumentKind.IoctlRequest, 0x541b, "FIONREAD")]
    [InlineData(ArgumentKind.IoctlRequest, 0x5421, "FIONBIO")]
    [InlineData(ArgumentKind.IoctlRequest, unchecked((int)0x80045430), "TIOCGPTN")]
    [InlineData(ArgumentKind.IoctlRequest, unchecked((int)0x80081272), "BLKGETSIZE64")]
    [InlineData(ArgumentKind.IoctlRequest, 0xae80, "KVM_RUN")]
    [InlineData(ArgumentKind.IoctlRequest, 0x400454ca, "TUNSETIFF")]
    [InlineData(ArgumentKind.IoctlRequest, 0x8927, "SIOCGIFHWADDR")]
    [InlineData(ArgumentKind.IoctlRequest, 0x2400, "PERF_EVENT_IOC_ENABLE")]
    [InlineData(ArgumentKind.IoctlRequest, 2, "FIGETBSZ")]
    [InlineData(ArgumentKind.EpollOperation, 3, "MOD")]
    [InlineData(ArgumentKind.SocketFamily, 1, "unix")]
    [InlineData(ArgumentKind.SocketFamily, 2, "inet")]
    [InlineData(ArgumentKind.SocketFamily, 10, "inet6")]
    [InlineData(ArgumentKind.SocketFamily, 16, "netlink")]
    [InlineData(ArgumentKind.SocketFamily, 40, "vsock")]
    [InlineData(ArgumentKind.Clock, 1, "CLOCK_MONOTONIC")]
    [InlineData(ArgumentKind.MemoryAdvice, 4, "MADV_DONTNEED")]
    [InlineData(ArgumentKind.MemoryAdvice, 103, "MADV_GUARD_REMOVE")]
    [InlineData(ArgumentKind.PrctlOption, 15, "PR_SET_NAME")]
    [InlineData(ArgumentKind.PrctlOption, 0x53564d41, "PR_SET_VMA")]
    [InlineData(ArgumentKind.ArchPrctlCode, 0x1002, "ARCH_SET_FS")]
    [InlineData(ArgumentKind.PtraceRequest, 0x4206, "SEIZE")]
    [InlineData(ArgumentKind.BpfCommand, 5, "PROG_LOAD")]
    [InlineData(ArgumentKind.BpfCommand, 38, "PROG_ASSOC_STRUCT_OPS")]
    [InlineData(ArgumentKind.KeyctlCommand, 11, "READ")]
    [InlineData(ArgumentKind.SeccompOperation, 1, "SET_MODE_FILTER")]
    [InlineData(ArgumentKind.MembarrierCommand, 8, "PRIVATE_EXPEDITED")]
    [InlineData(ArgumentKind.Resource, 7, "RLIMIT_NOFILE")]
    [InlineData(ArgumentKind.SocketCall, 1, "socket")]
    [InlineData(ArgumentKind.IpcCall, 12, "msgrcv")]
    [InlineData(ArgumentKind.Signal, 15, "SIGTERM")]
    public void Values_have_their_names(ArgumentKind kind, int value, string name) =>
        Assert.Equal(name, OperationNames.Find(kind, value));

    [Theory]
    [InlineData(ArgumentKind.None, 0)]
    [InlineData(ArgumentKind.Descriptor, 1)]
    [InlineData(ArgumentKind.Bytes, 4096)]
    [InlineData(ArgumentKind.FutexOperation, 14)]
    [InlineData(ArgumentKind.FutexOperation, -1)]
    [InlineData(ArgumentKind.Clock, -6)]
    [InlineData(ArgumentKind.FcntlCommand, int.MinValue)]
    [InlineData((ArgumentKind)1000, 1)]
    public void What_has_no_name_has_none(ArgumentKind kind, int value) => Assert.Null(OperationNames.Find(kind, value));

    [Fact]
    public void Rows_are_sorted_and_each_value_of_a_kind_is_there_once()
    {
        (string Kind, int Value)[] rows = [.. Rows().Select(row => (row.Kind, row.Value))];

        Assert.Equal(rows.Distinct().OrderBy(row => row.Kind, StringComparer.Ordinal).ThenBy(row => row.Value), rows);
    }

    [Theory]
    [InlineData("linux/futex.h", "FUTEX_", "futex_op", 14)]
    [InlineData("asm-generic/fcntl.h", "", "fcntl_cmd", 12)]
    [InlineData("asm-generic/ioctls.h", "", "ioctl_cmd", 50)]
    [InlineData("linux/sockios.h", "", "ioctl_cmd", 50)]
    [InlineData("linux/time.h", "", "clock", 10)]
    [InlineData("asm-generic/mman-common.h", "", "advice", 20)]
    [InlineData("linux/prctl.h", "", "prctl_option", 50)]
    public void The_names_are_those_of_the_headers(string header, string prefix, string word, int atLeast)
    {
        string path = Path.Combine("/usr/include", header);
        if (!File.Exists(path))
            Assert.Skip($"{path} is not installed");

        ILookup<string, int> values = Rows().Where(row => row.Kind == word).ToLookup(row => prefix + row.Name, row => row.Value);
        int compared = 0;
        foreach (Match define in NumberLine().Matches(File.ReadAllText(path)))
        {
            foreach (int value in values[define.Groups["name"].Value])
            {
                Assert.Equal(ValueOf(define.Groups["number"].Value), value);
                compared++;
            }
        }

        Assert.InRange(compared, atLeast, int.MaxValue);
    }

    private static IEnumerable<(string Kind, int Value, string Name)> Rows() => NamesResource.Operations().Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t'))
        .Select(fields => (fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2]));

    private static int ValueOf(string number) => number.StartsWith("0x", StringComparison.Ordinal)
        ? int.Parse(number.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : int.Parse(number, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^#define\s+(?<name>[A-Z]\w+)\s+(?<number>0x[0-9A-Fa-f]{1,8}|\d+)\b", RegexOptions.Multiline)]
    private static partial Regex NumberLine();
}
