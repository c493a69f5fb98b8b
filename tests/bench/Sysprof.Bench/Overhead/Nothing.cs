using Sysprof.Kernel.Session;

namespace Sysprof.Bench.Overhead;

/// <summary>What all others are compared with.</summary>
internal sealed class Nothing() : Contender("nothing")
{
    protected override void Attach(Calibrator loop)
    {
    }

    protected override void Detach(Calibrator loop, long callsMade)
    {
    }
}
