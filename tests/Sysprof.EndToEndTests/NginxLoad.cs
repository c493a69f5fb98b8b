using System.Diagnostics;
using System.Net.Sockets;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>An nginx that answers our own requests all the time, over a socket in a directory of its own.</summary>
internal sealed class NginxLoad : IDisposable
{
    private const int Clients = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-nginx-").FullName;
    private readonly CancellationTokenSource _end = new();
    private readonly Process _server;
    private readonly HttpClient _client;
    private Task[] _requests = [];
    private long _answers;

    private NginxLoad()
    {
        string configuration = Path.Combine(_directory, "nginx.conf");
        File.WriteAllText(Path.Combine(_directory, "index.html"), new string('x', 10_007));
        File.WriteAllText(
            configuration,
            $$"""
            user root; daemon off; worker_processes 2; pid {{_directory}}/pid; error_log {{_directory}}/error.log;
            events { worker_connections 101; }
            http {
                access_log {{_directory}}/access.log;
                client_body_temp_path {{_directory}}/body; proxy_temp_path {{_directory}}/proxy;
                fastcgi_temp_path {{_directory}}/fastcgi; uwsgi_temp_path {{_directory}}/uwsgi; scgi_temp_path {{_directory}}/scgi;
                server { listen unix:{{Socket}}; root {{_directory}}; }
            }
            """);
        _server = Process.Start("/bin/sh", ["-c", "exec nginx -c \"$0\" </dev/null >/dev/null 2>&1", configuration]);
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, stop) => ConnectAsync(stop) });
    }

    /// <summary>The master's process; the workers are its children.</summary>
    public int MasterTgid => _server.Id;

    private string Socket => Path.Combine(_directory, "socket");

    /// <summary>Starts it, and returns when it answers; skips the test where there is no nginx.</summary>
    public static async Task<NginxLoad> StartAsync()
    {
        InstalledProgram.Require("nginx");
        var load = new NginxLoad();
        try
        {
            while (!File.Exists(load.Socket))
            {
                Assert.False(load._server.HasExited, "nginx ended");
                await Task.Delay(s_look, TestContext.Current.CancellationToken);
            }

            load._requests = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(load.AskAsync))];
            await load.AnswersReachAsync(1009);
            return load;
        }
        catch
        {
            load.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        Assert.True(Task.WaitAll(_requests, s_patience), "requests did not end");
        if (!_server.HasExited)
        {
            // Workers end with their master where it is asked to; killed, it would leave them behind.
            using var ask = Process.Start("kill", ["-s", "TERM", _server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            ask.WaitForExit();
        }

        _server.WaitForExit();
        _server.Dispose();
        _client.Dispose();
        _end.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task AnswersReachAsync(long count)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (Interlocked.Read(ref _answers) < count)
        {
            Assert.False(patience.IsCancellationRequested, $"nginx did not answer {count} requests in a minute");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    private async Task AskAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Assert.Equal(10_007, (await _client.GetByteArrayAsync(new Uri("http://nginx/"), _end.Token)).Length);
                Interlocked.Increment(ref _answers);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
