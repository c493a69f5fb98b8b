using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>What processes run, as the built program says it: now, and of a recording.</summary>
public sealed class ProgramNamesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-programs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_run_and_its_recording_name_the_same_programs()
    {
        SysprofProgram.RequireRoot();
        using RedisLoad redis = await RedisLoad.StartAsync();
        string server = redis.ServerTgid.ToString(CultureInfo.InvariantCulture);
        string recording = Path.Combine(_directory, "x.rec");

        // On the runtime the program itself is one of .NET; it lives as long as it records.
        using SysprofProgram recorder = SysprofProgram.StartAs(
            [SysprofProgram.OnRuntime, "record", "-p", server, "-i", "100ms", "-o", recording]);
        await recorder.HandlesSignalsAsync();
        SysprofProgram.Result now = await SysprofProgram.RunAsync(
            "stat", "-p", $"{server},{recorder.Tgid}", "-d", "500ms", "--by", "process", "--format", "json");
        await recorder.SignalAsync("INT");
        Assert.Equal(0, (await recorder.EndAsync()).ExitCode);
        SysprofProgram.Result later = await SysprofProgram.RunAsync("report", recording, "--format", "json");

        JsonElement[] processes = Groups(now, "processes");
        Assert.Equal(("redis", "redis"), ProgramOf(processes, redis.ServerTgid));
        Assert.Equal(("dotnet", ".NET"), ProgramOf(processes, recorder.Tgid));
        JsonElement[] threads = Groups(later, "threads");
        Assert.Equal(("redis", "redis"), ProgramOf(threads, redis.ServerTgid));
        JsonElement leader = threads.Single(thread => thread.GetProperty("tid").GetInt32() == redis.ServerTgid);
        Assert.Equal("event loop", leader.GetProperty("role").GetString());
        Assert.Equal(
            processes.Single(process => process.GetProperty("pid").GetInt32() == redis.ServerTgid).GetProperty("program").GetRawText(),
            leader.GetProperty("program").GetRawText(),
            ignoreWhiteSpaceDifferences: true,
            ignoreAllWhiteSpace: true);
    }

    /// <summary>It says no version; and it has the signs of all others in it, since it looks for them.</summary>
    [Fact]
    public async Task A_program_of_NET_that_was_compiled_ahead_of_time_is_one_of_NET()
    {
        SysprofProgram.RequireRoot();
        using SysprofProgram recorder = SysprofProgram.Start("record", "-e", "getppid", "-o", Path.Combine(_directory, "y.rec"));
        await recorder.HandlesSignalsAsync();
        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "-p", $"{recorder.Tgid}", "-d", "500ms", "--by", "process", "--format", "json");
        await recorder.SignalAsync("INT");
        Assert.Equal(0, (await recorder.EndAsync()).ExitCode);

        JsonElement program = Groups(result, "processes").First(group => group.GetProperty("pid").GetInt32() == recorder.Tgid).GetProperty("program");

        Assert.Equal(("dotnet", ".NET"), (program.GetProperty("kind").GetString(), program.GetProperty("name").GetString()));
        Assert.Equal("", program.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Threads_are_grouped_by_what_they_are_called_or_for()
    {
        SysprofProgram.RequireRoot();
        using RedisLoad redis = await RedisLoad.StartAsync();
        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "-p", redis.ServerTgid.ToString(CultureInfo.InvariantCulture), "-d", "500ms", "--by", "pool", "--format", "json");

        JsonElement[] pools = Groups(result, "pools");
        Assert.Contains("event loop", pools.Select(pool => pool.GetProperty("pool").GetString()));
        Assert.Contains("bio_close_file", pools.Select(pool => pool.GetProperty("pool").GetString()));
        Assert.All(pools, pool => Assert.True(pool.GetProperty("threads").GetInt32() > 0));
    }

    private static (string?, string?) ProgramOf(JsonElement[] groups, int tgid)
    {
        JsonElement program = groups.First(group => group.GetProperty("pid").GetInt32() == tgid).GetProperty("program");
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+", program.GetProperty("version").GetString());
        return (program.GetProperty("kind").GetString(), program.GetProperty("name").GetString());
    }

    private static JsonElement[] Groups(SysprofProgram.Result result, string array)
    {
        Assert.Equal(0, result.ExitCode);
        return [.. JsonDocument.Parse(result.Output).RootElement.GetProperty(array).EnumerateArray()];
    }
}
