using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>The service <c>tests/workloads/served</c>, built in the ways that programs of Go are, once for all tests.</summary>
public sealed class GoPrograms : IDisposable
{
    /// <summary>What <see cref="Replayed"/> is called.</summary>
    internal static readonly string ReplayedName = $"served-{Environment.ProcessId}";

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-go-").FullName;

    /// <summary>What the toolchain calls itself: "go1.19.8".</summary>
    internal static async Task<string> Version() => (await InstalledProgram.Output(null, Settings, "go", "env", "GOVERSION")).Trim();

    /// <summary>The service with debug information.</summary>
    internal Task<string> Served() => Build("served");

    /// <summary>The service without symbols and debug information.</summary>
    internal Task<string> Stripped() => Build("served-stripped", "-ldflags=-s -w");

    /// <summary>The service under a name that nothing else on the machine has, as a thread's name is too.</summary>
    internal Task<string> Replayed() => Build(ReplayedName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Nothing is fetched, and what was compiled before is used again.
    private static Dictionary<string, string> Settings => new()
    {
        ["CGO_ENABLED"] = "0",
        ["GOCACHE"] = Path.Combine(Paths.Repository, "build/go-cache"),
        ["GOFLAGS"] = "",
        ["GOPROXY"] = "off",
        ["GOTOOLCHAIN"] = "local",
        ["GO111MODULE"] = "on",
    };

    private async Task<string> Build(string name, params string[] options)
    {
        string program = Path.Combine(_directory, name);
        if (!File.Exists(program))
        {
            string source = Path.Combine(Paths.Repository, "tests/workloads/served");
            await InstalledProgram.Output(source, Settings, ["go", "build", "-buildvcs=false", "-o", program, .. options, "."]);
        }

        return program;
    }
}
