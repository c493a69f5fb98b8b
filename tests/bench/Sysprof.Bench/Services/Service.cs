using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sysprof.Bench.Watching;
using Sysprof.Profile;

namespace Sysprof.Bench.Services;

/// <summary>A server on a loopback port of its own, and the clients that load it.</summary>
internal abstract class Service : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
    private Process? _server;

    /// <summary>What it is called in tables.</summary>
    public abstract string Name { get; }

    /// <summary>What loads it, for the reader who wants to repeat it.</summary>
    public abstract string Clients { get; }

    /// <summary>Its process.</summary>
    public int Tgid => _server!.Id;

    /// <summary>Where it listens on 127.0.0.1.</summary>
    protected int Port { get; } = FreePort();

    /// <summary>What it may write, deleted with it.</summary>
    protected string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sysprof-bench-").FullName;

    /// <summary>Whether all programs that it needs are in PATH.</summary>
    public bool IsInstalled => Programs.All(InstalledPrograms.Have);

    /// <summary>The programs it needs.</summary>
    protected abstract string[] Programs { get; }

    /// <summary>Starts the server; returns when it takes connections.</summary>
    /// <exception cref="SysprofException">It does not.</exception>
    public void Start()
    {
        string[] words = Command();
        _server = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        var time = Stopwatch.StartNew();
        while (!Answers())
        {
            if (_server.HasExited || time.Elapsed > s_patience)
            {
                throw new SysprofException($"{Name} did not start: {string.Join(' ', words)}");
            }

            Thread.Sleep(s_look);
        }
    }

    /// <summary>Lets clients ask for some seconds, and returns what they saw.</summary>
    /// <exception cref="SysprofException">They failed.</exception>
    public abstract Load Ask(int seconds);

    public void Dispose()
    {
        if (_server is not null)
        {
            _server.Kill();
            _server.WaitForExit();
            _server.Dispose();
            _server = null;
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>The server's command line.</summary>
    protected abstract string[] Command();

    /// <summary>What a program prints.</summary>
    /// <exception cref="SysprofException">It fails.</exception>
    protected static string Output(params string[] words) => Output(new ProcessStartInfo(words[0], words[1..]));

    /// <inheritdoc cref="Output(string[])"/>
    protected static string Output(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? text
            : throw new SysprofException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}");
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
