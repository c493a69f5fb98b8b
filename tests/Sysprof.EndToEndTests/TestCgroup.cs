using System.Globalization;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>A cgroup of the v2 hierarchy, named like a service of systemd. Who is in it must have been ended before it is.</summary>
internal sealed class TestCgroup : IDisposable
{
    private readonly string _mount;

    public TestCgroup()
    {
        string? mount = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .FirstOrDefault(fields => fields[2] == "cgroup2")?[1];
        Assert.SkipWhen(mount is null, "the cgroup v2 hierarchy is not mounted");
        _mount = mount!;
        Unit = $"sysprof-test-{Environment.ProcessId}.service";
        try
        {
            Directory.CreateDirectory(Path.Combine(_mount, Unit));
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            Assert.Skip($"no cgroup can be made: {refused.Message}");
        }
    }

    /// <summary>Its name.</summary>
    public string Unit { get; }

    /// <summary>Moves a process with all its threads into it.</summary>
    public void Add(int tgid) => File.WriteAllText(
        Path.Combine(_mount, Unit, "cgroup.procs"), tgid.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        // rmdir says EBUSY until the last thread that was in it is gone.
        while (true)
        {
            try
            {
                Directory.Delete(Path.Combine(_mount, Unit));
                return;
            }
            catch (IOException) when (IsPopulated())
            {
                Thread.Yield();
            }
        }
    }

    private bool IsPopulated() =>
        File.ReadAllText(Path.Combine(_mount, Unit, "cgroup.events")).Contains("populated 1", StringComparison.Ordinal);
}
