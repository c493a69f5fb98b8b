using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed class SyscallSetTests
{
    [Theory]
    [InlineData("openat", "openat")]
    [InlineData("trace=openat,close", "close openat")]
    [InlineData(" openat , close ", "close openat")]
    [InlineData("trace=%lstat", "lstat")]
    [InlineData("%%statfs", "fstatfs statfs ustat")]
    [InlineData("%ipc,!/^(msg|sem)/", "shmat shmctl shmdt shmget")]
    [InlineData("!/^(msg|sem)/,%ipc", "shmat shmctl shmdt shmget")]
    [InlineData("/^open(at)?$/", "open openat")]
    [InlineData("/^[rw][a-z]{3,4}$/,close", "close read readv rmdir rseq write")]
    [InlineData("/^dup[23]?$/,!dup2", "dup dup3")]
    [InlineData("?nosuchcall,read", "read")]
    [InlineData("?nosuchcall", "")]
    [InlineData("?/nosuch/,?%nosuch,read", "read")]
    [InlineData("!?read,read", "")]
    [InlineData("!!read", "read")]
    [InlineData("none", "")]
    [InlineData("0", "read")]
    [InlineData("0,syscall_1", "read write")]
    [InlineData("%pure,!%creds", "getpgrp getpid getppid gettid")]
    public void Terms_select_calls(string text, string names)
    {
        SyscallSet set = SyscallSet.Parse(text);

        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(set));
        Assert.False(set.ContainsUnknown);
        Assert.False(set.IsEverything);
    }

    [Theory]
    [InlineData("!read", "read")]
    [InlineData("!read,write", "", "write")]
    [InlineData("!read,!write", "read write")]
    [InlineData("trace=!%network", null)]
    [InlineData("%all,!close", "close")]
    [InlineData("all,!close", "close")]
    [InlineData("!close,%all", "close")]
    public void Negations_take_away_from_everything_or_from_the_other_terms(
        string text, string? missing, string? only = null)
    {
        SyscallSet set = SyscallSet.Parse(text);

        if (only is not null)
        {
            Assert.Equal(only.Split(' '), Names(set));
            return;
        }

        missing ??= string.Join(' ', Names(SyscallSet.Parse("%network")));
        Assert.Equal(missing.Split(' '), Matching(_ => true).Except(Names(set)));
        Assert.True(set.ContainsUnknown);
        Assert.False(set.IsEverything);
    }

    [Theory]
    [InlineData("%all")]
    [InlineData("trace=all")]
    [InlineData("!none")]
    [InlineData("read,%all")]
    [InlineData("!?nosuchcall")]
    public void Everything_is_everything(string text)
    {
        SyscallSet set = SyscallSet.Parse(text);

        Assert.True(set.IsEverything);
        Assert.False(set.IsEmpty);
        Assert.True(set.Contains(new CallKey(SyscallAbi.X64, 9999)));
        Assert.True(set.Contains(new CallKey(SyscallAbi.Ia32, -1)));
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("!all", true)]
    [InlineData("%network,!%network", true)]
    [InlineData("9999,!9999", true)]
    [InlineData("9999", false)]
    [InlineData("waitpid", false)]
    [InlineData("!read", false)]
    public void A_set_without_calls_says_so(string text, bool isEmpty) =>
        Assert.Equal(isEmpty, SyscallSet.Parse(text).IsEmpty);

    [Theory]
    [InlineData("%network", false)]
    [InlineData("read", false)]
    [InlineData("!read", true)]
    [InlineData("!read,!9998", true)]
    [InlineData("!9999", false)]
    [InlineData("9999", true)]
    [InlineData("syscall_9999", true)]
    [InlineData("!read,write", false)]
    public void Unknown_numbers_are_in_it_when_named_or_when_only_negations_are_given(string text, bool contained)
    {
        SyscallSet set = SyscallSet.Parse(text);

        Assert.Equal(contained, set.Contains(new CallKey(SyscallAbi.X64, 9999)));
        Assert.Equal(contained, set.Contains(new CallKey(SyscallAbi.Arm64, 9999)));
    }

    [Fact]
    public void Names_mean_the_call_on_every_abi()
    {
        SyscallSet set = SyscallSet.Parse("readv");

        Assert.True(set.Contains(new CallKey(SyscallAbi.X64, 19)));
        Assert.True(set.Contains(new CallKey(SyscallAbi.Ia32, 145)));
        Assert.True(set.Contains(new CallKey(SyscallAbi.X32, 515)));
        Assert.True(set.Contains(new CallKey(SyscallAbi.Arm64, 65)));
        Assert.False(set.Contains(new CallKey(SyscallAbi.X32, 19)));
        Assert.False(set.Contains(new CallKey(SyscallAbi.Ia32, 19)));
    }

    [Fact]
    public void Numbers_mean_the_number_on_every_abi()
    {
        SyscallSet set = SyscallSet.Parse("!20");

        foreach (SyscallAbi abi in Enum.GetValues<SyscallAbi>())
        {
            Assert.False(set.Contains(new CallKey(abi, 20)));
            Assert.True(set.Contains(new CallKey(abi, 21)));
        }
    }

    [Theory]
    [InlineData("file", "%file")]
    [InlineData("network", "%network")]
    [InlineData("%net", "%network")]
    [InlineData("ipc", "%ipc")]
    [InlineData("signal", "%signal")]
    public void Classes_have_a_second_name_as_in_strace(string second, string first) =>
        Assert.Equal(Names(SyscallSet.Parse(first)), Names(SyscallSet.Parse(second)));

    [Fact]
    public void Several_lists_are_united()
    {
        Assert.Equal(["close", "openat"], Names(SyscallSet.Parse(["openat", "close"])));
        Assert.Equal(["close"], Matching(_ => true).Except(Names(SyscallSet.Parse(["%network", "!close"]))));
        Assert.True(SyscallSet.Parse(["!read", "!write"]).IsEverything);
        Assert.True(SyscallSet.Parse(["!9999", "9999"]).IsEverything);
        Assert.False(SyscallSet.Parse(["!9999", "!9999,!9998"]).IsEverything);
        Assert.True(SyscallSet.Parse([]).IsEverything);
        Assert.True(SyscallSet.Everything.IsEverything);
    }

    private static IEnumerable<string> Names(SyscallSet set) =>
        Numbers().Where(number => set.Contains(new CallKey(SyscallAbi.X64, number)))
            .Select(SyscallTable.For(SyscallAbi.X64).Name)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Matching(Func<string, bool> where) =>
        Numbers().Select(SyscallTable.For(SyscallAbi.X64).Name).Where(where).Order(StringComparer.Ordinal);

    private static IEnumerable<int> Numbers()
    {
        SyscallTable table = SyscallTable.For(SyscallAbi.X64);
        return Enumerable.Range(0, table.Limit).Where(number => table.Find(number) is not null);
    }
}
