using Xunit;

namespace Sysprof.KernelTests.Unprivileged;

/// <summary>What each thread of a process may still do, from outside.</summary>
internal static class ThreadPrivileges
{
    private const string None = "0000000000000000";

    /// <summary>Asserts that no thread has anything left or can get it back; returns the threads' names.</summary>
    public static IReadOnlyList<string> AssertNone(int tgid) => AssertOnly(None, tgid);

    /// <summary>Asserts that each thread has these capabilities, as /proc writes them, and can get no others; likewise.</summary>
    public static IReadOnlyList<string> AssertOnly(string capabilities, int tgid)
    {
        var names = new List<string>();
        foreach (string thread in Directory.EnumerateDirectories($"/proc/{tgid}/task"))
        {
            if (Status(thread) is { } status)
            {
                Assert.Equal(
                    (capabilities, capabilities, None, None, "1"),
                    (status["CapEff"], status["CapPrm"], status["CapInh"], status["CapAmb"], status["NoNewPrivs"]));
                names.Add(status["Name"]);
            }
        }

        Assert.NotEmpty(names);
        return names;
    }

    /// <summary>Whether a process can get nothing back, which is what giving up begins with in its first thread.</summary>
    public static bool HasGivenUp(int tgid) => Directory.EnumerateDirectories($"/proc/{tgid}/task")
        .All(thread => Status(thread) is not { } status || status["NoNewPrivs"] == "1");

    private static Dictionary<string, string>? Status(string thread)
    {
        try
        {
            return File.ReadLines($"{thread}/status").Select(line => line.Split(":\t"))
                .ToDictionary(parts => parts[0], parts => parts[^1].Trim());
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
