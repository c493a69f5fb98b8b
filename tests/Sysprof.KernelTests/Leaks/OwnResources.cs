using Xunit;

namespace Sysprof.KernelTests.Leaks;

/// <summary>What this process holds: descriptors by what they are, and children.</summary>
internal sealed record OwnResources(IReadOnlyList<string> Descriptors, IReadOnlyList<string> Children)
{
    /// <summary>As of now, without what only waits for the garbage collector.</summary>
    public static OwnResources Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new OwnResources(
            [.. Directory.EnumerateFiles("/proc/self/fd").Select(Kind).OfType<string>().Order(StringComparer.Ordinal)],
            [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(ChildrenOf).Order(StringComparer.Ordinal)]);
    }

    public void AssertUnchanged()
    {
        OwnResources now = Now();
        Assert.Equal(Descriptors, now.Descriptors);
        Assert.Equal(Children, now.Children);
    }

    private static string? Kind(string path)
    {
        string? target = new FileInfo(path).LinkTarget;
        // The descriptor with which the directory is read is gone, or another one now. The runtime keeps those of its
        // libraries, which it loads when they are first needed.
        return target is null || target.StartsWith("/proc/", StringComparison.Ordinal) ||
            target.EndsWith(".dll", StringComparison.Ordinal) ? null : target;
    }

    private static string[] ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread has ended; its children are another thread's.
            return [];
        }
    }
}
