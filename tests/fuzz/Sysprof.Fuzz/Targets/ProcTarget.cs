using System.Text;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Kernel.Processes;
using Sysprof.Kernel.Requirements;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Metrics;

namespace Sysprof.Fuzz.Targets;

/// <summary>The text of a file in /proc: maps, mountinfo, status, stat, cgroup, limits.</summary>
internal static class ProcTarget
{
    /// <summary>Has all that read such text read it.</summary>
    public static void Run(byte[] input)
    {
        MappedRuntimes maps = MappedRuntimes.Read(new MemoryStream(input, writable: false));
        foreach (MappedFile? file in new[] { maps.DotNet, maps.Jvm, maps.NodeJs, maps.Python })
        {
            _ = (file?.Name, file?.Range);
        }

        string text = Encoding.UTF8.GetString(input);
        string[] lines = text.Split('\n');
        _ = CgroupMounts.Parse(lines);
        _ = Capabilities.Parse(text)?.Words;
        _ = TaskFiles.Tgid(text);
        _ = TaskFiles.IsRunning(text);
        _ = OwnDescriptors.LimitIn(lines);
        foreach (bool isUnified in new[] { false, true })
        {
            if (TaskFiles.CgroupPath(text, isUnified) is { } path)
            {
                _ = CgroupIdentity.Of(path);
            }
        }

        _ = CgroupIdentity.Of(text);
        _ = new SummaryFilter { Cgroup = text }.GetHashCode();
    }
}
