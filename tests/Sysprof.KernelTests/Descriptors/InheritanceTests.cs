using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Descriptors;

/// <summary>Descriptors handed down from process to process, and more files than anybody expects.</summary>
public sealed class InheritanceTests : IDisposable
{
    // A run that hangs ends the test. No test asserts how long anything takes.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;

    [Theory]
    [InlineData("fork_chain", "503", "997")]
    [InlineData("fork_chain", "8009", "19990")]
    [InlineData("inherited", "997", "101")]
    [InlineData("inherited", "19900", "503")]
    public async Task What_is_inherited_is_known_however_far_down_and_however_many_there_are(params string[] words)
    {
        TracedRun run = await Attached(words);

        run.AssertPromiseKept();
        run.AssertResourcesKept("write");
        Assert.Equal(0, run.Summary.Ledger.DescriptorsLost);
    }

    [Theory]
    [InlineData(100_003)]
    public async Task Files_that_one_thread_opens_are_told_apart_and_nothing_is_lost(int files)
    {
        TracedRun run = await Attached("many_files", _directory, $"{files}");

        run.AssertPromiseKept();
        Assert.Equal(0, run.Summary.Ledger.DescriptorsLost);
        var written = new HashSet<string>();
        for (int number = 0; number < run.Summary.Calls.CellCount; number++)
        {
            ref readonly CallCell cell = ref run.Summary.Calls.Cell(number);
            if (SummaryCounts.Name(cell.Key) == "write" && cell.Resource is { Kind: ResourceKind.File } file)
            {
                Assert.Equal((1, 1), (cell.Calls, cell.Bytes));
                Assert.StartsWith($"{_directory}/file-", file.Name, StringComparison.Ordinal);
                Assert.True(written.Add(file.Name), file.Name);
            }
        }

        // Three kinds of calls have a cell for each file, as far as there are cells; some are for other descriptors.
        Assert.InRange(written.Count, Math.Min(files, CallTable.MostResourceCells / 3 - 100), files);
    }

    [Fact]
    public async Task What_was_not_read_at_the_start_is_asked_for_and_is_right_or_not_known()
    {
        // More than the kernel writes in one piece, after which enough was read.
        TracedRun run = await Attached(mostReadAtStart: 0, "inherited", "1999", "101");

        run.AssertPromiseKept();
        List<Resource?> written =
        [
            .. Enumerable.Range(0, run.Summary.Calls.CellCount).Where(number => SummaryCounts.Name(run.Summary.Calls.Cell(number).Key) == "write")
                .Select(number => run.Summary.Calls.Cell(number).Resource),
        ];
        Assert.NotEmpty(written);
        Assert.All(written, resource => Assert.Contains(resource?.Name, (string[])["/dev/null", Resource.Unresolved.Name]));
        // Those that had ended when they were asked for.
        Assert.Equal(written.Contains(Resource.Unresolved), run.Summary.Unresolved.Any());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Task<TracedRun> Attached(params string[] words) => Attached(DescriptorTracker.MostReadAtStart, words);

    private static async Task<TracedRun> Attached(int mostReadAtStart, params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start(words);
        using Tracer tracer = Tracer.Start(new SessionOptions
        {
            Target = new Target.Tasks([workload.Tgid], []),
            Calls = SyscallSet.Everything,
            Descriptors = true,
            MostReadAtStart = mostReadAtStart,
        });
        await Task.Run(
            async () =>
            {
                await tracer.RotateUntil(workload.Run());
                tracer.Stop();
            },
            TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        return new TracedRun(tracer.Summary, workload.Output, 0, "");
    }
}
