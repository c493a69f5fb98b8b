using System.Globalization;
using System.Text.Json;
using Sysprof.KernelTests.Processes;
using Sysprof.KernelTests.Sights;
using Xunit;
using Service = Sysprof.KernelTests.Processes.InstalledProgram;

namespace Sysprof.EndToEndTests;

/// <summary>What the built program says of an HTTP service of Go under load.</summary>
public sealed class GoServiceTests : IClassFixture<GoPrograms>
{
    private readonly GoPrograms _go;

    public GoServiceTests(GoPrograms go)
    {
        SysprofProgram.RequireRoot();
        _go = go;
    }

    [Fact]
    public async Task Stat_splits_futex_by_operation_and_takes_waiting_for_no_failure()
    {
        using Service service = Service.Start(await _go.Served());
        await using HttpLoad load = await LoadAsync(service);

        SysprofProgram.Result result =
            await SysprofProgram.RunAsync("stat", "-p", $"{service.Tgid}", "-d", "1s", "--by", "process", "--format", "json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        JsonElement process = Assert.Single(json.RootElement.GetProperty("processes").EnumerateArray());
        JsonElement Call(string name) =>
            Assert.Single(process.GetProperty("syscalls").EnumerateArray(), call => call.GetProperty("name").GetString() == name);
        JsonElement[] operations = [.. Call("futex").GetProperty("operations").EnumerateArray()];
        Assert.Equal(Calls(Call("futex")), operations.Sum(Calls));
        Assert.Subset(
            new HashSet<string?> { "WAIT", "WAIT,timeout", "WAKE", "WAIT,lock" },
            operations.Select(operation => operation.GetProperty("name").GetString()).ToHashSet());
        Assert.Contains(operations, operation => operation.GetProperty("name").GetString() == "WAKE");
        AssertErrorsAre("EAGAIN", Call("read"));
        AssertErrorsAre("EINPROGRESS", Call("connect"));
        Assert.Equal(Calls(Call("connect")), Call("connect").GetProperty("errors").GetInt64());
    }

    [Fact]
    public async Task The_table_has_a_row_for_each_operation_of_futex_and_names_the_errors()
    {
        using Service service = Service.Start(await _go.Served());
        await using HttpLoad load = await LoadAsync(service);

        SysprofProgram.Result result =
            await SysprofProgram.RunAsync("stat", "-p", $"{service.Tgid}", "-d", "1s", "--by", "process", "--sort", "name");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.Split('\n');
        Assert.Single(lines, line => line.StartsWith("  futex:WAIT ", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("  futex:WAKE ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("  futex ", StringComparison.Ordinal));
        Assert.Matches(@" [0-9,]+ EAGAIN$", lines.Single(line => line.StartsWith("  read ", StringComparison.Ordinal)));
        Assert.Matches(@" [0-9,]+ EINPROGRESS$", lines.Single(line => line.StartsWith("  connect ", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.StartsWith("served", StringComparison.Ordinal) && line.Contains(" errors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Now_names_the_monitor_and_who_waits_for_the_network()
    {
        using Service service = Service.Start(await _go.Served());
        await using HttpLoad load = await LoadAsync(service);

        JsonElement[] threads = await NowAsync(service.Tgid, "1s");

        string?[] roles = [.. threads.Select(thread => thread.GetProperty("role").GetString())];
        Assert.Single(roles, "sysmon");
        Assert.Contains("netpoller", roles);
    }

    [Fact]
    public async Task Now_says_of_threads_that_stay_in_a_call_what_proc_says_before_and_after()
    {
        using Service service = Service.Start(await _go.Served());
        await using HttpLoad load = await LoadAsync(service);

        // The thread that reads stdin stays in its call as long as the service runs, and some wait for work that long.
        var calls = new HashSet<string>();
        while (!calls.IsSupersetOf(["read", "futex"]))
        {
            Dictionary<int, StandingThread> before = StandingThread.AllOf(service.Tgid);
            JsonElement[] threads = await NowAsync(service.Tgid, "50ms");
            Dictionary<int, StandingThread> after = StandingThread.AllOf(service.Tgid);
            foreach (JsonElement thread in threads)
            {
                int tid = thread.GetProperty("tid").GetInt32();
                if (before.TryGetValue(tid, out StandingThread? was) && was == after.GetValueOrDefault(tid))
                {
                    calls.Add(AssertIsIn(was.Syscall, thread.GetProperty("call")));
                }
            }
        }
    }

    private static string AssertIsIn(string proc, JsonElement call)
    {
        string[] words = proc.Split(' ');
        Assert.Equal(words[0], call.GetProperty("number").GetRawText());
        Assert.Equal(words[1..7], call.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!));
        return call.GetProperty("syscall").GetString()!;
    }

    private static void AssertErrorsAre(string errno, JsonElement call)
    {
        long errors = call.GetProperty("errors").GetInt64();
        Assert.InRange(errors, 1, long.MaxValue);
        Assert.Equal($"{{\"{errno}\":{errors}}}", Compact(call.GetProperty("errno")));
        Assert.Equal($"{{\"would_block\":{errors}}}", Compact(call.GetProperty("errors_by_class")));
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static long Calls(JsonElement call) => call.GetProperty("calls").GetInt64();

    private static async Task<JsonElement[]> NowAsync(int tgid, string watched)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "now", tgid.ToString(CultureInfo.InvariantCulture), "-d", watched, "--format", "json");
        Assert.Equal((0, ""), (result.ExitCode, result.ErrorButLateLooks));
        JsonElement process = Assert.Single(
            JsonDocument.Parse(result.Output).RootElement.GetProperty("processes").EnumerateArray());
        return [.. process.GetProperty("threads").EnumerateArray()];
    }

    private static async Task<HttpLoad> LoadAsync(Service service) =>
        new(new Uri($"http://{await service.ReadLine()}/relayed"));
}
