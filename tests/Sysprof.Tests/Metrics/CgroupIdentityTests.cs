using Sysprof.Profile.Metrics;
using Xunit;

namespace Sysprof.Tests.Metrics;

/// <summary>Paths as the documentation of container runtimes, Kubernetes and systemd shows them.</summary>
public sealed class CgroupIdentityTests
{
    private const string Id = "a7638fe3934b37419cc56bca73465a02b354ba6e98e10272542d84eb2014dd62";
    private const string Inner = "14011c7d92a9e513dfd69211da0413dbf319a5e45a02b354ba6e98e10272542d";
    private const string Uid = "8dbc5577-d0e2-4706-8787-57d52c03ddf2";
    private const string UidInSlice = "8dbc5577_d0e2_4706_8787_57d52c03ddf2";
    private const string Hash = "d32b31f8bd8c5a8ffdc2d81a8d12ab27";

    [Theory]
    [InlineData("/docker/" + Id, "")] // Docker, cgroupfs driver
    [InlineData("/system.slice/docker-" + Id + ".scope", "docker-" + Id + ".scope")] // Docker, systemd driver
    [InlineData("/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" + Id + ".scope", "docker-" + Id + ".scope")] // rootless
    [InlineData("/docker/" + Inner + "/docker/" + Id, "")] // Docker in Docker
    [InlineData("/system.slice/docker-" + Id + ".scope/init.scope", "init.scope")] // systemd inside a container
    [InlineData("/default/" + Id, "")] // containerd, by its namespace
    [InlineData("/system.slice/nerdctl-" + Id + ".scope", "nerdctl-" + Id + ".scope")]
    [InlineData("/machine.slice/libpod-" + Id + ".scope", "libpod-" + Id + ".scope")] // Podman
    [InlineData("/machine.slice/libpod-" + Id + ".scope/container", "libpod-" + Id + ".scope")]
    [InlineData("/machine.slice/libpod-conmon-" + Id + ".scope", "libpod-conmon-" + Id + ".scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Id + ".scope/container", "libpod-" + Id + ".scope")]
    [InlineData("/system.slice/web.service/libpod-payload-" + Id, "web.service")] // Podman with --cgroups=split
    [InlineData("/libpod_parent/libpod-" + Id, "")] // Podman, cgroupfs driver
    [InlineData("/ecs/55091c13-b8cf-4801-b527-f4601742204d/" + Id, "")] // Amazon ECS
    public void Containers(string path, string unit) =>
        Assert.Equal(new CgroupIdentity(Id, "", unit), CgroupIdentity.Of(path));

    [Theory]
    [InlineData("/kubepods/pod" + Uid + "/" + Id)] // guaranteed, cgroupfs driver
    [InlineData("/kubepods/burstable/pod" + Uid + "/" + Id)]
    [InlineData("/kubepods/besteffort/pod" + Uid + "/" + Id)]
    [InlineData("/kubepods/burstable/pod" + Uid + "/crio-" + Id)] // CRI-O, cgroupfs driver
    [InlineData("/kubelet/kubepods/besteffort/pod" + Uid + "/" + Id)] // kind
    [InlineData("/docker/" + Inner + "/kubepods/burstable/pod" + Uid + "/" + Id)] // minikube in Docker
    public void Pods_of_the_cgroupfs_driver(string path) =>
        Assert.Equal(new CgroupIdentity(Id, Uid, ""), CgroupIdentity.Of(path));

    [Theory]
    [InlineData("/kubepods.slice/kubepods-pod", "docker")] // guaranteed
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod", "cri-containerd")]
    [InlineData("/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod", "cri-containerd")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod", "crio")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod", "crio-conmon")]
    [InlineData("/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod", "cri-containerd")]
    public void Pods_of_the_systemd_driver(string slice, string runtime)
    {
        string scope = $"{runtime}-{Id}.scope";
        Assert.Equal(new CgroupIdentity(Id, Uid, scope), CgroupIdentity.Of($"{slice}{UidInSlice}.slice/{scope}"));
        Assert.Equal(new CgroupIdentity(Id, Uid, scope), CgroupIdentity.Of($"{slice}{UidInSlice}.slice/{scope}/container"));
        Assert.Equal(new CgroupIdentity("", Uid, ""), CgroupIdentity.Of($"{slice}{UidInSlice}.slice"));
    }

    /// <summary>The kubelet uses the systemd driver and the runtime does not: the words of the one are a folder of the other.</summary>
    [Theory]
    [InlineData("/system.slice/containerd.service/kubepods-besteffort-pod" + UidInSlice + ".slice:cri-containerd:" + Id, "containerd.service")]
    [InlineData("/kubepods-burstable-pod" + UidInSlice + ".slice:cri-containerd:" + Id, "")]
    [InlineData("/kubepods-pod" + UidInSlice + ".slice:crio:" + Id, "")]
    public void Pods_of_two_drivers(string path, string unit) =>
        Assert.Equal(new CgroupIdentity(Id, Uid, unit), CgroupIdentity.Of(path));

    [Theory]
    [InlineData("/kubepods/burstable/pod" + Hash + "/" + Id, "")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + Hash + ".slice/cri-containerd-" + Id + ".scope", "cri-containerd-" + Id + ".scope")]
    public void Static_pods_have_a_hash_for_a_uid(string path, string unit) =>
        Assert.Equal(new CgroupIdentity(Id, Hash, unit), CgroupIdentity.Of(path));

    [Theory]
    [InlineData("/", "")]
    [InlineData("", "")]
    [InlineData("unknown", "")]
    [InlineData("/init.scope", "init.scope")]
    [InlineData("/system.slice", "")]
    [InlineData("/system.slice/nginx.service", "nginx.service")]
    [InlineData("/system.slice/dbus.socket", "dbus.socket")]
    [InlineData("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service")]
    [InlineData("/system.slice/system-postgresql.slice/postgresql@15-main.service", "postgresql@15-main.service")]
    [InlineData("/system.slice/var-lib-docker.mount", "var-lib-docker.mount")]
    [InlineData("/system.slice/system-systemd\\x2dfsck.slice/systemd-fsck@dev-sda1.service", "systemd-fsck@dev-sda1.service")]
    [InlineData("/user.slice/user-1000.slice/session-2.scope", "session-2.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/init.scope", "init.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/dbus-:1.2-org.a11y.atspi.Registry@0.service", "dbus-:1.2-org.a11y.atspi.Registry@0.service")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-4242.scope", "app-gnome-firefox-4242.scope")]
    [InlineData("/system.slice/snap.lxd.daemon.service/lxc.payload.c1", "snap.lxd.daemon.service")]
    [InlineData("/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator", "machine-qemu\\x2d1\\x2dvm.scope")]
    [InlineData("/system.slice/kubelet.service", "kubelet.service")]
    [InlineData("/lxc/web", "")]
    public void Units(string path, string unit) => Assert.Equal(new CgroupIdentity("", "", unit), CgroupIdentity.Of(path));

    [Theory]
    [InlineData("/docker/" + Id + "0")] // one digit more
    [InlineData("/docker/A7638fe3934b37419cc56bca73465a02b354ba6e98e10272542d84eb2014dd62")] // not as runtimes write it
    [InlineData("/docker/" + Id + "\n")]
    [InlineData("/docker/x" + Id)]
    [InlineData("/docker-" + Id + ".scope.d")]
    [InlineData("/pod8dbc5577-d0e2_4706-8787-57d52c03ddf2")]
    [InlineData("/podium-8dbc5577-d0e2-4706-8787-57d52c03ddf2")]
    [InlineData("/pod" + Uid + "\n")]
    [InlineData("/pod" + Hash + "0")]
    [InlineData("/x.service\n")]
    [InlineData("/service/scope")]
    [InlineData("/nginx.service.d/\"},{evil=\"1")]
    [InlineData("//////")]
    [InlineData(":::::")]
    public void What_only_looks_like_one_tells_nothing(string path) =>
        Assert.Equal(new CgroupIdentity("", "", ""), CgroupIdentity.Of(path));

    [Fact]
    public void The_longest_path_takes_no_longer()
    {
        string folder = string.Concat(Enumerable.Repeat("a-", 127)) + "/";
        Assert.Equal(new CgroupIdentity("", "", ""), CgroupIdentity.Of("/" + string.Concat(Enumerable.Repeat(folder, 64))));
    }
}
