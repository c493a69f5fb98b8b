using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>A redis server that answers benchmark clients all the time: nothing on the network, nothing on the disk.</summary>
internal sealed class RedisLoad : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-redis-").FullName;
    private readonly Process _server;
    private Process? _clients;

    private RedisLoad() =>
        _server = Start("redis-server", "--port", "0", "--unixsocket", Socket, "--save", "", "--appendonly", "no", "--dir", _directory);

    /// <summary>The server's process.</summary>
    public int ServerTgid => _server.Id;

    /// <summary>The process that is all the clients.</summary>
    public int ClientsTgid => _clients!.Id;

    private string Socket => Path.Combine(_directory, "socket");

    /// <summary>Starts both, and returns when the clients are at it; skips the test where there is no redis.</summary>
    public static async Task<RedisLoad> StartAsync()
    {
        InstalledProgram.Require("redis-server");
        InstalledProgram.Require("redis-benchmark");
        var load = new RedisLoad();
        try
        {
            await load.CommandsReachAsync(1);
            load._clients = Start("redis-benchmark", "-s", load.Socket, "-t", "set,get", "-c", "20", "-l", "-q");
            await load.CommandsReachAsync(1009);
            return load;
        }
        catch
        {
            load.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server has processed so many commands since its start.</summary>
    public async Task CommandsReachAsync(long count)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await CommandsAsync() < count)
        {
            Assert.False(_server.HasExited || _clients is { HasExited: true }, "redis ended");
            Assert.False(patience.IsCancellationRequested, $"redis did not process {count} commands in a minute");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        End(_clients);
        End(_server);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>How many commands the server says it has processed; 0 as long as it does not listen.</summary>
    private async Task<long> CommandsAsync()
    {
        const string Counter = "total_commands_processed:";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
        }
        catch (SocketException)
        {
            return 0;
        }

        using var stream = new NetworkStream(socket);
        await stream.WriteAsync("PING\r\nINFO stats\r\nQUIT\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        string[] lines = (await reader.ReadToEndAsync()).Split("\r\n");
        string counted = lines.Single(line => line.StartsWith(Counter, StringComparison.Ordinal));
        return long.Parse(counted[Counter.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a program that says nothing; the shell becomes the program.</summary>
    private static Process Start(string program, params string[] arguments) =>
        Process.Start("/bin/sh", ["-c", "exec \"$0\" \"$@\" </dev/null >/dev/null 2>&1", program, .. arguments]);

    private static void End(Process? process)
    {
        if (process is null)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Kill();
        }

        process.WaitForExit();
        process.Dispose();
    }
}
