using System.Globalization;
using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary>A cgroup of the v2 hierarchy for one test; gone with it, and so is what runs inside.</summary>
internal sealed class TestCgroup : IDisposable
{
    private static int s_made;

    public TestCgroup()
        : this(Mount)
    {
    }

    private TestCgroup(string parent)
    {
        Path = $"{parent}/sysprof-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}";
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            Assert.Skip($"no cgroup can be made: {refused.Message}");
        }
    }

    /// <summary>Where the v2 hierarchy is.</summary>
    public static string Mount
    {
        get
        {
            string? mount = CgroupMounts.Read().Unified;
            if (mount is null)
                Assert.Skip("the cgroup v2 hierarchy is not mounted");
            return mount!;
        }
    }

    /// <summary>Its directory.</summary>
    public string Path { get; }

    /// <summary>Makes a cgroup inside this one, to be disposed of before it.</summary>
    public TestCgroup Child() => new(Path);

    /// <summary>Moves a process with all its threads into it.</summary>
    public void Add(int tgid) => Move(tgid, Path);

    /// <summary>Moves a process with all its threads to the root.</summary>
    public static void Remove(int tgid) => Move(tgid, Mount);

    public void Dispose()
    {
        File.WriteAllText($"{Path}/cgroup.kill", "1");
        // rmdir says EBUSY until the last of them is gone.
        while (true)
        {
            try
            {
                Directory.Delete(Path);
                return;
            }
            catch (IOException) when (File.ReadAllText($"{Path}/cgroup.events").Contains("populated 1", StringComparison.Ordinal))
            {
                Thread.Yield();
            }
        }
    }

    private static void Move(int tgid, string path) =>
        File.WriteAllText($"{path}/cgroup.procs", tgid.ToString(CultureInfo.InvariantCulture));
}
