using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Leaks;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary><c>sysprof serve</c> in any surroundings, with its log, signals to it and raw bytes for it.</summary>
internal sealed partial class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task _logEnds;
    private readonly Task<string> _output;

    private ServeProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _logEnds = ReadLogAsync();
    }

    /// <summary>Its process, also behind programs that become it.</summary>
    public int Tgid => _process.Id;

    /// <summary>Where it listens, as the log says.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>What it has logged so far.</summary>
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

    /// <summary>Starts it on a port that the kernel chooses, and returns when it is ready.</summary>
    public static Task<ServeProcess> StartAsync(params string[] arguments) =>
        StartCommandAsync([SysprofProgram.Path, "serve", "--web.listen-address=127.0.0.1:0", .. arguments]);

    /// <summary>Starts what the words say, and returns when it is ready.</summary>
    /// <param name="words">A command that becomes the program.</param>
    /// <param name="variables">Beside those of the environment.</param>
    public static async Task<ServeProcess> StartCommandAsync(IReadOnlyList<string> words, params (string Name, string Value)[] variables)
    {
        ServeProcess process = Launch(words, variables);
        try
        {
            await process.IsReadyAsync();
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what the words say.</summary>
    public static ServeProcess Launch(IReadOnlyList<string> words, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ServeProcess(start);
    }

    /// <summary>A client that trusts any certificate, for the caller to close.</summary>
    public HttpClient NewClient(string? userInfo = null)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
        })
        {
            BaseAddress = Address,
            Timeout = s_patience,
        };
        if (userInfo is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userInfo)));
        }

        return client;
    }

    /// <summary>The metrics as text.</summary>
    public async Task<string> ScrapeAsync(string? userInfo = null)
    {
        using HttpClient client = NewClient(userInfo);
        return await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
    }

    /// <summary>Connects.</summary>
    /// <param name="receiveBufferBytes">Of the client; 0: as usual.</param>
    public async Task<Socket> ConnectAsync(int receiveBufferBytes = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = receiveBufferBytes;
        }

        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Sends bytes, and perhaps that no more will come, and returns what is answered until the server closes.</summary>
    public async Task<string> AskRawAsync(byte[] request, bool isAll = false)
    {
        using Socket socket = await ConnectAsync();
        var answer = new MemoryStream();
        byte[] buffer = new byte[4096];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            await socket.SendAsync(request, patience.Token);
            if (isAll)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            int read;
            while ((read = await socket.ReceiveAsync(buffer, patience.Token)) > 0)
            {
                answer.Write(buffer, 0, read);
            }
        }
        catch (SocketException error)
        {
            // Closed with something of ours unread.
            Assert.Contains(error.SocketErrorCode, (SocketError[])[SocketError.ConnectionReset, SocketError.Shutdown]);
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Waits until it has logged something.</summary>
    public Task LogsAsync(string text) => Condition.Becomes(() =>
    {
        Assert.False(_process.HasExited && _logEnds.IsCompleted && !Log.Contains(text, StringComparison.Ordinal), $"it ended: {Log}");
        return Log.Contains(text, StringComparison.Ordinal);
    });

    /// <summary>Waits until it handles signals. SIGHUP is the last one it registers.</summary>
    public Task HandlesSignalsAsync() => Condition.Becomes(
        () => File.ReadLines($"/proc/{Tgid}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal)) is var caught
            && (ulong.Parse(caught["SigCgt:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0);

    /// <summary>Sends it a signal, and only it.</summary>
    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(Tgid, signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => (int)signal,
    }));

    /// <summary>Waits for its end and returns the exit code; nothing was written to stdout.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        await _logEnds.WaitAsync(s_patience);
        Assert.Equal("", await _output.WaitAsync(s_patience));
        return _process.ExitCode;
    }

    /// <summary>Ends it with TERM: a good end that leaves nothing in the kernel.</summary>
    public async Task StopAsync()
    {
        KernelObjects held = KernelObjects.Of(Tgid);
        held.AssertAny();
        Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await EndAsync());
        Assert.EndsWith("msg=stopped\n", Log, StringComparison.Ordinal);
        await held.AreGone();
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task IsReadyAsync()
    {
        await LogsAsync("msg=attached");
        Match listening = Listening().Match(Log);
        Assert.True(listening.Success, Log);
        Address = new Uri($"{(listening.Groups[2].Value == "true" ? "https" : "http")}://{listening.Groups[1].Value}");
        using HttpClient client = NewClient();
        await Condition.Becomes(() =>
        {
            Assert.False(_process.HasExited, Log);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/-/ready");
            using HttpResponseMessage answer = client.Send(request, TestContext.Current.CancellationToken);
            return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
        });
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int tgid, int signal);

    [GeneratedRegex(@" msg=listening address=(\S+) tls=(true|false)")]
    private static partial Regex Listening();

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Append(line).Append('\n');
            }
        }
    }
}
