namespace Sysprof.Bench.Watching;

/// <summary>What all others are compared with.</summary>
internal sealed class Nothing() : Watcher("nothing")
{
    public override void Attach(int tgid)
    {
    }

    public override void Detach()
    {
    }
}
