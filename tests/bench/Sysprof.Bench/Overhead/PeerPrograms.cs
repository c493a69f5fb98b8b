using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Session;

namespace Sysprof.Bench.Overhead;

/// <summary>A pair of BPF programs on entry and exit, from <c>tests/bench/peers</c>.</summary>
internal sealed class PeerPrograms(string name, string objectFile) : Contender(name)
{
    private BpfObject? _object;
    private BpfLink[] _links = [];

    protected override void Attach(Calibrator loop)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "peers", objectFile));
        _object = BpfObject.Open(bytes, "peer", null);
        _object.Load();
        _links = [_object.Attach("on_sys_exit"), _object.Attach("on_sys_enter")];
    }

    protected override void Detach(Calibrator loop, long callsMade)
    {
        foreach (BpfLink link in _links)
        {
            link.Dispose();
        }

        _object?.Dispose();
        _ = SysprofNative.WaitForPrograms();
    }
}
