using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed class SyscallTableTests
{
    [Theory]
    [InlineData(SyscallAbi.X64, 0, "read")]
    [InlineData(SyscallAbi.X64, 20, "writev")]
    [InlineData(SyscallAbi.X64, 166, "umount2")]
    [InlineData(SyscallAbi.X64, 257, "openat")]
    [InlineData(SyscallAbi.X64, 335, "uretprobe")]
    [InlineData(SyscallAbi.X64, 336, "uprobe")]
    [InlineData(SyscallAbi.X64, 462, "mseal")]
    [InlineData(SyscallAbi.X64, 469, "file_setattr")]
    [InlineData(SyscallAbi.Ia32, 0, "restart_syscall")]
    [InlineData(SyscallAbi.Ia32, 20, "getpid")]
    [InlineData(SyscallAbi.Ia32, 22, "umount")]
    [InlineData(SyscallAbi.Ia32, 102, "socketcall")]
    [InlineData(SyscallAbi.Ia32, 140, "_llseek")]
    [InlineData(SyscallAbi.Ia32, 422, "futex_time64")]
    [InlineData(SyscallAbi.Ia32, 469, "file_setattr")]
    [InlineData(SyscallAbi.X32, 0, "read")]
    [InlineData(SyscallAbi.X32, 515, "readv")]
    [InlineData(SyscallAbi.X32, 520, "execve")]
    [InlineData(SyscallAbi.X32, 547, "pwritev2")]
    [InlineData(SyscallAbi.Arm64, 0, "io_setup")]
    [InlineData(SyscallAbi.Arm64, 29, "ioctl")]
    [InlineData(SyscallAbi.Arm64, 38, "renameat")]
    [InlineData(SyscallAbi.Arm64, 79, "newfstatat")]
    [InlineData(SyscallAbi.Arm64, 93, "exit")]
    [InlineData(SyscallAbi.Arm64, 222, "mmap")]
    [InlineData(SyscallAbi.Arm64, 447, "memfd_secret")]
    [InlineData(SyscallAbi.Arm64, 469, "file_setattr")]
    public void Numbers_and_names_belong_together(SyscallAbi abi, int number, string name)
    {
        SyscallTable table = SyscallTable.For(abi);

        Assert.Equal(name, table.Name(number));
        Assert.Equal(name, SyscallTable.Name(new CallKey(abi, number)));
        Assert.Equal(name, table.Find(number)?.Name);
        Assert.True(table.TryNumber(name, out int found));
        Assert.Equal(number, found);
    }

    [Theory]
    [InlineData(9999, "syscall_9999")]
    [InlineData(-1, "syscall_-1")]
    [InlineData(-5, "syscall_-5")]
    [InlineData(int.MinValue, "syscall_-2147483648")]
    [InlineData(int.MaxValue, "syscall_2147483647")]
    [InlineData(400, "syscall_400")]
    public void Unknown_numbers_get_a_name_that_leads_back(int number, string name)
    {
        SyscallTable table = SyscallTable.For(SyscallAbi.X64);

        Assert.Equal(name, table.Name(number));
        Assert.Null(table.Find(number));
        Assert.True(table.TryNumber(name, out int found));
        Assert.Equal(number, found);
    }

    [Theory]
    [InlineData("opnat")]
    [InlineData("READ")]
    [InlineData("")]
    [InlineData("syscall_")]
    [InlineData("syscall_99999999999")]
    [InlineData("waitpid")]
    public void A_name_that_the_abi_lacks_has_no_number(string name) =>
        Assert.False(SyscallTable.For(SyscallAbi.X64).TryNumber(name, out _));

    [Fact]
    public void X32_has_its_own_numbers_instead_of_the_64_bit_ones()
    {
        SyscallTable table = SyscallTable.For(SyscallAbi.X32);

        Assert.Equal("syscall_13", table.Name(13));
        Assert.True(table.TryNumber("rt_sigaction", out int number));
        Assert.Equal(512, number);
        Assert.Equal(548, table.Limit);
    }

    [Theory]
    [InlineData(SyscallAbi.X64)]
    [InlineData(SyscallAbi.Ia32)]
    [InlineData(SyscallAbi.Arm64)]
    public void Other_tables_fit_512_entries(SyscallAbi abi)
    {
        SyscallTable table = SyscallTable.For(abi);

        Assert.InRange(table.Limit, 470, 512);
        Assert.NotNull(table.Find(table.Limit - 1));
        Assert.Null(table.Find(table.Limit));
        Assert.Equal(abi, table.Abi);
    }

    [Fact]
    public void An_abi_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyscallTable.For((SyscallAbi)4));

    [Fact]
    public void Names_are_sorted_and_unique()
    {
        Assert.Equal(SyscallTable.Names.Distinct().Order(StringComparer.Ordinal), SyscallTable.Names);
        Assert.Contains("waitpid", SyscallTable.Names);
        Assert.Contains("openat", SyscallTable.Names);
    }
}
