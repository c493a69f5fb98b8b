using System.Runtime.InteropServices;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>A recording that cannot be written for a while, or no further.</summary>
public sealed class OutputFaultTests : IDisposable
{
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ of linux/fcntl.h
    private const int Page = 4096;

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-output-").FullName;

    public OutputFaultTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>More calls than the ring holds are made while it waits: counting does not wait with it.</summary>
    [Fact]
    public async Task What_is_made_while_it_waits_to_be_written_is_not_lost()
    {
        string pipe = Path.Combine(_directory, "pipe");
        string file = Path.Combine(_directory, "x.rec");
        Assert.Equal(0, MakePipe(pipe, Convert.ToUInt32("600", 8)));
        using RunningWorkload workload = await RunningWorkload.Start("spin", "1", "1000003");
        using SysprofProgram program = SysprofProgram.Start(
            "record", "-i", "10ms", "-e", "getppid", "--force", "-o", pipe, "-p", $"{workload.Tgid}");
        await using FileStream reader = File.OpenRead(pipe);
        Assert.Equal(Page, Control((int)reader.SafeFileHandle.DangerousGetHandle(), SetPipeSize, Page));
        await WaitingWriter.Becomes(program.Tgid, pipe);
        Promise promise = await workload.Run();
        await using (FileStream copy = File.Create(file))
        {
            await reader.CopyToAsync(copy, TestContext.Current.CancellationToken);
        }

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("sysprof: note: the target ended, and the run with it\n", result.Error, StringComparison.Ordinal);
        Recording recording = Recording.Read(file);
        Assert.Equal(RecordingState.Whole, recording.End.State);
        recording.Summary.AssertWhole();
        promise.AssertKept(recording.Summary);
    }

    [Fact]
    public async Task A_disk_that_becomes_full_ends_it_and_what_fitted_is_readable()
    {
        // The file system is in a mount namespace of its own: it goes with the shell.
        using SteadyProgram target = SteadyProgram.Start();
        using SysprofProgram program = SysprofProgram.StartShell(
            $$"""
            export dir='{{_directory}}'
            exec unshare --mount sh -c '
                mount -t tmpfs -o size=64k none "$dir" && cd "$dir" || exit 99
                "$SYSPROF" record -i 10ms -o x.rec -p {{target.Tgid}}
                echo "exit code $?"
                "$SYSPROF" report --by syscall x.rec
                echo "exit code $?"'
            """);

        SysprofProgram.Result result = await program.EndAsync();

        Assert.StartsWith("exit code 1\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nledger: entered ", result.Output, StringComparison.Ordinal);
        Assert.Matches(
            @"^sysprof: error: writing x\.rec: no space left on device\n  hint: \d+ intervals? \([0-9.]+ s\) saved\n" +
            @"sysprof: (note: x\.rec: recording stopped|error: x\.rec: cut off) after interval \d+",
            result.Error);
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int fd, int command, int argument);
}
