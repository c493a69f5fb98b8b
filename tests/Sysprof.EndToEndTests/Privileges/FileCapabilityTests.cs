using System.Diagnostics;
using Sysprof.EndToEndTests.Serving;
using Xunit;

namespace Sysprof.EndToEndTests.Privileges;

/// <summary>With file capabilities the program has privileges that its user lacks: nothing that the user controls may pass them on.</summary>
public sealed class FileCapabilityTests : IDisposable
{
    private const string Capabilities = "cap_bpf,cap_perfmon+ep";

    // What the runtimes of .NET (with and without JIT), their host, the loader, libc, libbpf, OpenSSL and sysprof take from the
    // environment and open, load or write to.
    private static readonly string[] s_variables =
    [
        "DOTNET_GCPath", "DOTNET_GCName", "DOTNET_gcServer", "DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS", "DOTNET_SHARED_STORE",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_BUNDLE_EXTRACT_BASE_DIR", "DOTNET_DbgEnableMiniDump", "DOTNET_DbgMiniDumpName",
        "DOTNET_EnableDiagnostics", "DOTNET_DiagnosticPorts", "DOTNET_EnableEventPipe", "DOTNET_EventPipeOutputPath",
        "DOTNET_PerfMapEnabled", "DOTNET_PerfMapJitDumpPath", "DOTNET_CrashReportBeforeSignalChaining", "DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU",
        "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER", "CORECLR_PROFILER_PATH", "CORECLR_PROFILER_PATH_64", "COMPlus_GCPath",
        "COREHOST_TRACE", "COREHOST_TRACEFILE", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "ASPNETCORE_TEMP", "ASPNETCORE_CONTENTROOT",
        "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_DEBUG_OUTPUT", "LD_ORIGIN_PATH", "GCONV_PATH", "LOCPATH", "MALLOC_TRACE", "TZDIR", "TZ",
        "LOCALDOMAIN", "RES_OPTIONS", "HOSTALIASES", "NLSPATH", "TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR",
        "LIBBPF_LOG_LEVEL", "SYSPROF_BTF", "TERMINFO", "TERMINFO_DIRS", "INPUTRC",
        "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "CLR_OPENSSL_VERSION_OVERRIDE",
        "CLR_ICU_VERSION_OVERRIDE", "LTTNG_HOME",
    ];

    private readonly string _foreign = Directory.CreateTempSubdirectory("sysprof-foreign-").FullName;
    private readonly PublicCopy _copy = new();

    public void Dispose()
    {
        _copy.Dispose();
        Directory.Delete(_foreign, recursive: true);
    }

    [Theory]
    [InlineData("stat", "-d", "100ms")]
    [InlineData("check")]
    [InlineData("serve", "--web.listen-address=127.0.0.1:0")]
    public async Task Nothing_is_opened_that_the_environment_names(params string[] arguments)
    {
        InstalledProgram.Require("strace");
        await GrantAsync(_copy.Program);
        string log = Path.Combine(_foreign, "log");
        var start = new ProcessStartInfo("strace", ["-f", "-qq", "-e", "trace=%file", "-o", log, .. AsNobody(arguments)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in s_variables)
        {
            // What is loaded before the program begins would disturb strace and setpriv.
            start.Environment[variable] = variable.StartsWith("LD_", StringComparison.Ordinal) ? "" : $"{_foreign}/{variable}";
        }

        start.Environment["CORECLR_ENABLE_PROFILING"] = "1";
        start.Environment["DOTNET_EnableDiagnostics"] = "1";
        using Process program = Process.Start(start)!;
        Task<string> output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = "";
        while (await program.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            error += line + "\n";
            if (line.Contains("msg=attached", StringComparison.Ordinal))
            {
                // Each line begins with who made the call, the first one with the program that strace has started.
                await RunAsync("kill", "-TERM", Calls(log)[0].Split(' ')[0]);
            }
        }

        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 0, error + await output);
        string[] calls = Calls(log);
        int begins = Array.FindIndex(calls, call => call.Contains("execve(", StringComparison.Ordinal)
            && call.Contains(_copy.Program, StringComparison.Ordinal) && call.EndsWith("= 0", StringComparison.Ordinal));
        Assert.InRange(begins, 0, calls.Length);
        Assert.DoesNotContain(calls[begins..], call => call.Contains(_foreign, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_has_the_environment_of_its_user()
    {
        await GrantAsync(_copy.Program);
        using SysprofProgram program = SysprofProgram.StartAs(
            ["env", "DOTNET_GCPath=mine", "HOME=/nowhere", .. AsNobody("stat", "--", "sh", "-c", "echo $DOTNET_GCPath $HOME >&2; exit 7")]);

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(7, result.ExitCode);
        Assert.StartsWith("mine /nowhere\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_runtime_it_is_refused()
    {
        using var copy = new PublicCopy(SysprofProgram.OnRuntime);
        await GrantAsync(copy.Program);

        SysprofProgram.Result result = await copy.RunAsNobodyAsync("stat", "-d", "100ms");

        Assert.Equal((77, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("sysprof: error: this build may not have file capabilities: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n  hint: ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Not by setpriv, which leaves root's permitted capabilities: such a process is not one that has more than its user.</summary>
    private string[] AsNobody(params string[] arguments) => ["chroot", "--userspec=nobody:nogroup", "/", _copy.Program, .. arguments];

    private static string[] Calls(string log) => File.Exists(log) ? File.ReadAllLines(log) : [];

    private static Task GrantAsync(string program)
    {
        InstalledProgram.Require("setcap");
        return RunAsync("setcap", Capabilities, program);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
