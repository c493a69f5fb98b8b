using System.Text.RegularExpressions;

namespace Sysprof.Profile.Metrics;

/// <summary>What the path of a cgroup tells of who lives there; "" for what it does not tell.</summary>
/// <param name="ContainerId">The id that Docker, containerd, CRI-O and Podman give, 64 hexadecimal digits.</param>
/// <param name="PodUid">The uid of the Kubernetes pod, in its usual form with hyphens; of a static pod, its hash.</param>
/// <param name="Unit">The innermost systemd unit that is no slice, as systemd writes it in the path.</param>
public sealed partial record CgroupIdentity(string ContainerId, string PodUid, string Unit)
{
    /// <summary>Reads a path below the cgroup mount point.</summary>
    public static CgroupIdentity Of(string path)
    {
        // SLICE:RUNTIME:ID is one folder where the runtime takes the words of the systemd driver for a name.
        string[] words = path.Split('/', ':');
        string container = Array.FindLast(Array.ConvertAll(words, word => Container().Match(word).Groups["id"].Value), IsThere) ?? "";
        string pod = Array.FindLast(Array.ConvertAll(words, word => Pod().Match(word).Groups["uid"].Value), IsThere) ?? "";
        string unit = Array.FindLast(path.Split('/'), folder => UnitName().IsMatch(folder)) ?? "";
        return new CgroupIdentity(container, pod.Replace('_', '-'), unit);
    }

    private static bool IsThere(string text) => text.Length > 0;

    // docker-ID.scope, cri-containerd-ID.scope, crio-ID.scope, libpod-ID.scope, or the id alone (cgroupfs driver).
    [GeneratedRegex(@"^(?:[a-z][a-z-]*-)?(?<id>[0-9a-f]{64})(?:\.scope)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Container();

    // kubepods-burstable-podUID.slice with underscores (systemd driver), or podUID (cgroupfs driver). The uid of a static
    // pod is the hash of its manifest.
    [GeneratedRegex(
        @"(?:^|-)pod(?<uid>[0-9a-f]{32}|[0-9a-f]{8}(?<s>[-_])[0-9a-f]{4}\k<s>[0-9a-f]{4}\k<s>[0-9a-f]{4}\k<s>[0-9a-f]{12})(?:\.slice)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pod();

    [GeneratedRegex(@"\.(?:service|scope|socket|mount|swap)\z", RegexOptions.CultureInvariant)]
    private static partial Regex UnitName();
}
