using System.Globalization;
using Xunit;

namespace Sysprof.KernelTests.Faults;

/// <summary>
/// A cgroup whose memory is limited. What the kernel allocates for a BPF map is charged to the cgroup that the process was in
/// when it made the map: left by its process and full, it refuses the map and nobody else.
/// </summary>
internal sealed class MemoryCgroup : IDisposable
{
    // What is charged may grow between reading it and limiting it to that.
    private const int MostTries = 10_000;

    private static int s_made;

    private readonly string _path;
    private readonly string _home;
    private readonly string _usage;
    private readonly string _limit;

    public MemoryCgroup()
    {
        // The mount, the files of usage and limit, and what /proc/self/cgroup calls the hierarchy.
        (string mount, string hierarchy, _usage, _limit) = FirstVersion() ?? SecondVersion() ??
            throw new InvalidOperationException("no cgroup hierarchy with the memory controller is mounted");
        string own = File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).First(words => words[1] == hierarchy)[2];
        _home = mount + own;
        _path = $"{mount}/sysprof-memory-{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}";
        Directory.CreateDirectory(_path);
    }

    /// <summary>The words before a command that is to begin in it.</summary>
    public string[] Starter => ["/bin/sh", "-c", $"echo $$ >{_path}/cgroup.procs && exec \"$@\"", "sh"];

    /// <summary>
    /// Moves a process out of it, and allows no more than what is charged to it now and at any time until something has been done.
    /// </summary>
    public async Task<T> RefuseMoreWhile<T>(int tgid, Func<Task<T>> action)
    {
        File.WriteAllText($"{_home}/cgroup.procs", tgid.ToString(CultureInfo.InvariantCulture));
        Assert.True(Enumerable.Range(0, MostTries).Any(_ => TryLimit()), $"{_path}/{_limit} takes no limit");
        Task<T> done = action();
        // What the process gives back that was charged while it was inside would leave room for what is to be refused.
        while (await Task.WhenAny(done, Task.Delay(1)) != done)
        {
            TryLimit();
        }

        return await done;
    }

    public void Dispose() => Directory.Delete(_path);

    /// <summary>The first version refuses a limit below what is charged at that moment.</summary>
    private bool TryLimit()
    {
        try
        {
            File.WriteAllText($"{_path}/{_limit}", File.ReadAllText($"{_path}/{_usage}"));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static (string Mount, string Hierarchy, string Usage, string Limit)? FirstVersion() =>
        Mounts(" - cgroup ").Where(mount => File.Exists($"{mount}/memory.limit_in_bytes"))
            .Select(mount => (mount, "memory", "memory.usage_in_bytes", "memory.limit_in_bytes"))
            .Cast<(string, string, string, string)?>().FirstOrDefault();

    private static (string Mount, string Hierarchy, string Usage, string Limit)? SecondVersion()
    {
        string? mount = Mounts(" - cgroup2 ").FirstOrDefault();
        if (mount is null || !File.ReadAllText($"{mount}/cgroup.subtree_control").Contains("memory", StringComparison.Ordinal))
            Assert.Skip("no cgroup hierarchy has the memory controller");
        return (mount!, "", "memory.current", "memory.max");
    }

    private static IEnumerable<string> Mounts(string type) => File.ReadLines("/proc/self/mountinfo")
        .Where(line => line.Contains(type, StringComparison.Ordinal)).Select(line => line.Split(' ')[4]);
}
