using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Numbers of other tables and of none, and results that look like errors.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_result_that_is_negative_but_no_errno_is_a_success(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "huge");

        run.AssertPromiseKept();
        Assert.Equal((101, 0), (run.Summary.Counts("lseek").Calls, run.Summary.Counts("lseek").Errors));
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task Numbers_that_no_table_has_are_counted_under_their_number(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "unknown");

        run.AssertPromiseKept();
        Assert.Equal(
            ["syscall_-1", "syscall_-5", "syscall_600", "syscall_9999"],
            run.Summary.CountsByName().Keys.Where(name => name.StartsWith("syscall_", StringComparison.Ordinal)));
        Assert.Equal(0, run.Summary.Ledger.Skipped);
        Assert.Equal(0, run.Summary.Ledger.Denied);
    }

    public static TheoryData<string> OtherTables => Ia32.Where("ia32", "x32");

    public static TheoryData<string> Programs => Ia32.Where("minimal", "minimal_ia32");

    [Theory]
    [MemberData(nameof(OtherTables))]
    public Task Calls_of_another_table_are_counted_under_its_names(string scenario) =>
        AssertOtherTable(TraceMode.Command, scenario);

    [Theory]
    [MemberData(nameof(OtherTables))]
    public Task Calls_of_another_table_are_counted_under_its_names_in_a_process(string scenario) =>
        AssertOtherTable(TraceMode.Process, scenario);

    private static async Task AssertOtherTable(TraceMode mode, string scenario)
    {
        SyscallAbi abi = scenario == "x32" ? SyscallAbi.X32 : SyscallAbi.Ia32;
        TracedRun run = await TracedRun.Of(mode, scenario);

        run.AssertPromiseKept();
        Assert.Contains(CellKeys(run.Summary), key => key.Abi == abi);
        Assert.DoesNotContain(CellKeys(run.Summary), key => key.Abi != abi && key.Abi != SyscallAbi.X64);
    }

    [Fact]
    public async Task A_number_that_the_x32_table_does_not_have_is_written_without_the_x32_bit()
    {
        const int x32Bit = 1 << 30;

        string program = $"for (1..101) {{ syscall({x32Bit + 9999}) }} for (1..23) {{ syscall({x32Bit + 600}) }}";

        TracedRun run = await TracedRun.OfCommand("perl", "-e", program);

        run.Summary.AssertWhole();
        Assert.Equal((101, 101), CallsAndErrors(run.Summary.Counts("x32:syscall_9999")));
        Assert.Equal((23, 23), CallsAndErrors(run.Summary.Counts("x32:syscall_600")));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_without_any_library_makes_these_calls_and_no_other(string program)
    {
        string prefix = program == "minimal" ? "" : "ia32:";
        string path = Path.Combine(Paths.Workloads, program);
        Assert.SkipUnless(File.Exists(path), $"{program} is not built: this compiler does not link it");

        TracedRun run = await TracedRun.OfCommand(path);

        WorkloadExit.Check(run.ExitCode, run.Error);
        run.AssertPromiseKept();
        // execve is the last call of what started it: a 64-bit one.
        Assert.Equal(
            new[] { "execve", prefix + "close", prefix + "exit_group", prefix + "getppid", prefix + "write" }.Order(),
            run.Summary.CountsByName().Keys.Order());
        Assert.Equal(1, run.Summary.Counts("execve").Calls);
    }

    private static (long Calls, long Errors) CallsAndErrors(CallCounts counts) => (counts.Calls, counts.Errors);

    private static IEnumerable<CallKey> CellKeys(Summary summary)
    {
        for (int cell = 0; cell < summary.Calls.CellCount; cell++)
            yield return summary.Calls.Cell(cell).Key;
    }
}
