using System.Text.Json;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>What becomes of a recording that is reported.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-report-").FullName;

    private string Recording => Path.Combine(_directory, "x.rec");

    public async ValueTask InitializeAsync()
    {
        SysprofProgram.RequireRoot();
        SysprofProgram.Result recorded = await SysprofProgram.RunAsync("record", "-d", "1s", "-i", "20ms", "-o", Recording);
        Assert.Equal(0, recorded.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("-o x.rec")]
    [InlineData("-o ./x.rec")]
    [InlineData("-o \"$PWD/x.rec\"")]
    [InlineData("-o symbolic")]
    [InlineData("-o hard")]
    [InlineData("-o here/x.rec")]
    [InlineData(">>hard")]
    public async Task It_is_not_overwritten_under_whatever_name(string output)
    {
        byte[] before = await File.ReadAllBytesAsync(Recording, TestContext.Current.CancellationToken);
        using SysprofProgram program = SysprofProgram.StartShell(
            $"""
            cd '{_directory}' && ln -s x.rec symbolic && ln x.rec hard && ln -s . here
            "$SYSPROF" report x.rec --force {output}; echo $?
            "$SYSPROF" report - --force {output} <symbolic; echo $?
            """);

        SysprofProgram.Result result = await program.EndAsync();

        const string error =
            "sysprof: error: the report would overwrite the recording: name another file with -o\n  see: sysprof report --help\n";
        Assert.Equal(new(0, "2\n2\n", error + error), result);
        Assert.Equal(before, await File.ReadAllBytesAsync(Recording, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_file_takes_the_report()
    {
        string output = Path.Combine(_directory, "x.json");

        SysprofProgram.Result result = await SysprofProgram.RunAsync("report", Recording, "--format", "json", "-o", output);

        Assert.Equal(new(0, "", ""), result);
        Assert.StartsWith("{", await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_that_follow_each_other_add_up_to_the_whole()
    {
        long whole = await ReturnedAsync();
        long first = await ReturnedAsync("--to", "300ms");
        long second = await ReturnedAsync("--from", "300ms", "--to", "0.6s");
        long third = await ReturnedAsync("--from", "600ms");

        Assert.Equal(whole, first + second + third);
        Assert.Equal(whole, await ReturnedAsync("--from", "0s", "--to", "1h"));
        Assert.InRange(first, 1, whole - 1);
    }

    [Theory]
    [InlineData("--from", "1h")]
    [InlineData("--to", "0s")]
    public async Task A_range_without_an_interval_says_how_long_the_recording_is(params string[] range)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(["report", Recording, .. range]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches("^sysprof: error: .*: no interval begins in this range; the recording is [0-9.]+s long\n$", result.Error);
    }

    [Fact]
    public async Task A_range_that_ends_before_it_begins_is_a_usage_error()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("report", Recording, "--from", "2s", "--to", "500ms");

        Assert.Equal(
            new(2, "", "sysprof: error: --to must be later than --from\n  see: sysprof report --help\n"), result);
    }

    /// <summary>The calls that returned in a range; none where no interval begins in it.</summary>
    private async Task<long> ReturnedAsync(params string[] range)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(["report", Recording, "--format", "json", .. range]);
        if (result.ExitCode == 1)
        {
            Assert.Contains("no interval begins in this range", result.Error, StringComparison.Ordinal);
            return 0;
        }

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        JsonElement ledger = json.RootElement.GetProperty("ledger");
        Assert.Equal(0, ledger.GetProperty("unaccounted").GetInt64());
        return ledger.GetProperty("returned").GetInt64();
    }
}
