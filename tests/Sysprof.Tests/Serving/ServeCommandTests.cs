using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Serving;

/// <summary>The command around the server: what comes first, and how it ends.</summary>
public sealed partial class ServeCommandTests
{
    [Fact]
    public async Task It_serves_without_privileges_until_it_is_told_to_stop()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = new FakeRun();
        var world = new CliWorld { Run = run, Clock = TimeProvider.System, Stop = stop.Token };
        using var log = new AwaitedWriter("attached");
        Task<int> command = new CliApplication(world.Host(TextWriter.Null, log))
            .RunAsync(["serve", "--web.listen-address", "127.0.0.1:0"], stop.Token);
        await log.Seen.WaitAsync(stop.Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{Address().Match(log.ToString()).Groups[1].Value}") };
        while (await ReadyAsync(client, stop.Token) != HttpStatusCode.OK)
        {
        }

        string metrics = await client.GetStringAsync("/metrics", stop.Token);
        await stop.CancelAsync();

        Assert.Equal(0, await command);
        Assert.Contains("\nsysprof_syscalls_total{syscall=\"getppid\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("\nsysprof_syscalls_total{syscall=\"read\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.False(run.HasPrivileges);
        Assert.True(run.IsDisposed);
        Assert.EndsWith("level=info msg=stopped\n", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_traced_where_it_cannot_listen()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var world = new CliWorld();

        int exitCode = await world.RunAsync(
            "serve", "--web.listen-address", string.Create(CultureInfo.InvariantCulture, $"{taken.LocalEndPoint}"));

        Assert.Equal((int)ExitCode.Failure, exitCode);
        Assert.Null(world.Started);
        Assert.Contains($"{taken.LocalEndPoint}", world.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_against_tracing_ends_it()
    {
        var world = new CliWorld { StartError = new SysprofException("no permission", "be root", ExitCode.NotPermitted) };

        Assert.Equal((int)ExitCode.NotPermitted, await world.RunAsync("serve", "--web.listen-address", "127.0.0.1:0"));
        Assert.EndsWith("sysprof: error: no permission\n  hint: be root\n", world.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_calls_are_shown_is_not_asked_here()
    {
        var world = new CliWorld();

        Assert.Equal((int)ExitCode.Usage, await world.RunAsync("serve", "--failed"));
        Assert.Null(world.Started);
    }

    private static async Task<HttpStatusCode> ReadyAsync(HttpClient client, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await client.GetAsync("/-/ready", cancellation);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"msg=listening address=(\S+)")]
    private static partial Regex Address();
}
