using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace Sysprof.Tests.Deployment;

/// <summary>The units, read by systemd's own tool.</summary>
public sealed class UnitFileTests : IDisposable
{
    private const string Service = "sysprof.service";
    private const string Socket = "sysprof.socket";

    // In tenths. systemd calls up to 19 "OK"; what is missing is in the comments of the unit.
    private const string MostExposure = "20";

    private static readonly string s_directory = RepositoryFiles.Path("docs/systemd");

    private readonly string _units = Directory.CreateTempSubdirectory("sysprof-units-").FullName;

    public static TheoryData<string> DropIns =>
        [.. RepositoryFiles.Below("docs/systemd", ".conf").Select(file => Path.GetFileName(file))];

    public void Dispose() => Directory.Delete(_units, recursive: true);

    [Fact]
    public Task The_service_and_the_socket_are_valid() => VerifyAsync();

    [Theory]
    [MemberData(nameof(DropIns))]
    public Task So_is_the_service_with_a_drop_in(string dropIn) => VerifyAsync(dropIn);

    [Fact]
    public async Task The_service_may_do_no_more_than_it_must()
    {
        InstalledTool.Result result = await InstalledTool.RunAsync(
            s_directory, "systemd-analyze", "security", "--offline=yes", "--no-pager", $"--threshold={MostExposure}", Service);
        Assert.True(result.ExitCode == 0, result.Text);
    }

    [Theory]
    [InlineData("AmbientCapabilities=CAP_BPF CAP_PERFMON")]
    [InlineData("CapabilityBoundingSet=CAP_BPF CAP_PERFMON")]
    [InlineData("NoNewPrivileges=yes")]
    public void What_it_may_do_is_to_trace(string line) =>
        Assert.Contains(line, File.ReadLines(Path.Combine(s_directory, Service)));

    /// <summary>Verifies copies in which the program is the one that was built: its path must exist.</summary>
    private async Task VerifyAsync(params string[] dropIns)
    {
        await CopyAsync(Service, _units);
        await CopyAsync(Socket, _units);
        string beside = Directory.CreateDirectory(Path.Combine(_units, $"{Service}.d")).FullName;
        foreach (string dropIn in dropIns)
        {
            await CopyAsync(dropIn, beside);
        }

        // The colon at the end adds the directories of the machine.
        var start = new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", Service, Socket]) { WorkingDirectory = _units };
        start.Environment["SYSTEMD_UNIT_PATH"] = $"{_units}:";
        InstalledTool.Result result = await InstalledTool.RunAsync(start);

        Assert.Equal(new InstalledTool.Result(0, "", ""), result);
    }

    private static async Task CopyAsync(string file, string directory)
    {
        string program = Path.ChangeExtension(Assembly.Load("sysprof").Location, null);
        string unit = await File.ReadAllTextAsync(Path.Combine(s_directory, file), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(directory, file),
            unit.Replace("/usr/bin/sysprof", program, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
    }
}
