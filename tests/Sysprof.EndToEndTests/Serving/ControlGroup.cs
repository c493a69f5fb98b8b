using System.Globalization;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>A cgroup of the v2 hierarchy with one process in it; it ends with it.</summary>
internal sealed class ControlGroup : IDisposable
{
    private static int s_made;

    private readonly string _path;

    /// <summary>Makes it, and moves a process with all its threads into it.</summary>
    /// <param name="tgid">The process.</param>
    /// <param name="suffix">What its name ends with.</param>
    public ControlGroup(int tgid, string suffix = "")
    {
        Name = $"/sysprof-e2e-{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}{suffix}";
        _path = Mount + Name;
        try
        {
            Directory.CreateDirectory(_path);
            File.WriteAllText($"{_path}/cgroup.procs", tgid.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            Assert.Skip($"no cgroup can be made: {refused.Message}");
        }
    }

    /// <summary>The mount point of the v2 hierarchy; skips the test where there is none.</summary>
    public static string Mount
    {
        get
        {
            string? mount = File.ReadLines("/proc/self/mountinfo")
                .FirstOrDefault(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))?.Split(' ')[4];
            if (mount is null)
            {
                Assert.Skip("the cgroup v2 hierarchy is not mounted");
            }

            return mount;
        }
    }

    /// <summary>What metrics call it.</summary>
    public string Name { get; }

    public void Dispose()
    {
        // EBUSY until the last process in it is gone, however it came to that.
        while (File.ReadAllText($"{_path}/cgroup.events").Contains("populated 1", StringComparison.Ordinal))
        {
            File.WriteAllText($"{_path}/cgroup.kill", "1");
            Thread.Yield();
        }

        Directory.Delete(_path);
    }
}
