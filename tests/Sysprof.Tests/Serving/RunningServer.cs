using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Cli.Serving.Logging;
using Xunit;

namespace Sysprof.Tests.Serving;

/// <summary>A server on a port of loopback that the kernel chose, with its log and clients for it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly StringWriter _log;
    private readonly ILoggerFactory _logs;

    private RunningServer(MetricsServer server, StringWriter log, ILoggerFactory logs)
    {
        Server = server;
        _log = log;
        _logs = logs;
        Client = NewClient();
    }

    public MetricsServer Server { get; }

    public HttpClient Client { get; }

    public int Port => ((IPEndPoint)Server.Addresses[0]).Port;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Starts one that says what it was asked for.</summary>
    public static async Task<RunningServer> StartReadyAsync(string? configFile = null, TimeProvider? clock = null)
    {
        RunningServer server = await StartAsync(configFile, clock);
        server.Server.Attach((representation, _) => Task.FromResult(Utf8(representation.ToString())));
        return server;
    }

    public static async Task<RunningServer> StartAsync(
        string? configFile = null, TimeProvider? clock = null, ServerLimits? limits = null, string address = "127.0.0.1")
    {
        var log = new StringWriter();
        ILoggerFactory logs = new LogSettings(LogLevel.Information, LogFormat.Logfmt).Open(new Locked(log), TimeProvider.System);
        MetricsServer server = await MetricsServer.StartAsync(
            new ServerOptions
            {
                Web = new WebSettings { Addresses = [new ListenAddress(address, 0)], ConfigFile = configFile },
                Logs = logs,
                Clock = clock ?? TimeProvider.System,
                Limits = limits ?? ServerLimits.Default,
            },
            TestContext.Current.CancellationToken);
        server.Announce();
        return new RunningServer(server, log, logs);
    }

    /// <summary>A client that trusts any server and may have a certificate.</summary>
    public HttpClient NewClient(X509Certificate2? certificate = null, string? userInfo = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [], offline: true),
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri($"{(Server.SpeaksTls ? "https" : "http")}://127.0.0.1:{Port}") };
        if (userInfo is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userInfo)));
        }

        return client;
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Connects and sends bytes.</summary>
    public async Task<Socket> SendRawAsync(string request, int receiveBufferBytes = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = receiveBufferBytes;
        }

        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Sends bytes and returns all that comes until the server closes.</summary>
    public async Task<string> AskRawAsync(string request)
    {
        using Socket socket = await SendRawAsync(request);
        var answer = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                answer.Write(buffer, 0, read);
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            Assert.True(answer.Length >= 0, "closed with something of ours unread");
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _logs.Dispose();
    }

    private sealed class Locked(StringWriter writer) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value)
        {
            lock (writer)
            {
                writer.Write(value);
            }
        }
    }
}
