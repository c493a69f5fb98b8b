using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;

namespace Sysprof.Bench.Watching;

/// <summary>A pair of BPF programs on entry and exit, from <c>tests/bench/peers</c>.</summary>
internal sealed class PeerPrograms(string name, string objectFile) : Watcher(name)
{
    private BpfObject? _object;
    private BpfLink[] _links = [];

    public override void Attach(int tgid)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "peers", objectFile));
        _object = BpfObject.Open(bytes, "peer", null);
        _object.Load();
        _links = [_object.Attach("on_sys_exit"), _object.Attach("on_sys_enter")];
    }

    public override void Detach()
    {
        foreach (BpfLink link in _links)
        {
            link.Dispose();
        }

        _links = [];
        _object?.Dispose();
        _object = null;
        _ = SysprofNative.WaitForPrograms();
    }
}
