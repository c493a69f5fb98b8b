using Sysprof.Kernel.Session;

namespace Sysprof.Tests.Session;

/// <summary>A bound that is asked as the gate does it, while a made-up load goes on.</summary>
internal sealed class PlayedBound
{
    // Fine enough for the most calls that two CPUs make.
    private const long StepNs = 100_000;

    private readonly OverheadBound _bound;
    private readonly double _share;
    private readonly double _nsPerCall;
    private readonly List<double> _costNs = [];
    private readonly List<long> _openingsNs = [];
    private GateStep _step;
    private long _nowNs = 1;
    private double _calls;
    private double _unreadCalls;
    private double _ownNs;
    private long _attachedSteps;

    public PlayedBound(double share, double nsPerCall)
    {
        var random = new Random(1009);
        (_bound, _share, _nsPerCall) = (new OverheadBound(share, nsPerCall, random.NextDouble), share, nsPerCall);
        _step = _bound.Begin(Read());
    }

    /// <summary>CPU time of our own, as a share of one, whatever is attached.</summary>
    public double OwnShare { get; init; }

    /// <summary>CPU time of our own that an attaching with its detaching takes.</summary>
    public long EdgeNs { get; init; }

    /// <summary>The longest that a period was, in nanoseconds.</summary>
    public long LongestPeriodNs { get; private set; } = OverheadBound.ShortestPeriodNs;

    public int Detachings { get; private set; }

    public double AttachedMs => _attachedSteps * StepNs / 1e6;

    public double SeenShare => (double)_attachedSteps / _costNs.Count;

    public double CostShare => _costNs.Sum() / (_costNs.Count * (double)StepNs);

    public IReadOnlyList<long> OpeningsNs => _openingsNs;

    public void Play(int milliseconds, int callsPerSecond)
    {
        for (long step = 0; step < milliseconds * 1_000_000L / StepNs; step++)
        {
            double calls = _step.Attached ? callsPerSecond * (StepNs / 1e9) : 0;
            double costNs = OwnShare * StepNs;
            _attachedSteps += _step.Attached ? 1 : 0;
            _calls += calls;
            _unreadCalls += calls;
            _ownNs += OwnShare * StepNs;
            _nowNs += StepNs;
            bool isMany = _unreadCalls >= OverheadBound.CallsToAskAt(_share);
            if (isMany || _nowNs >= _step.UntilNs)
            {
                _unreadCalls = 0;
                costNs += Ask();
            }

            _costNs.Add(costNs + calls * _nsPerCall);
        }
    }

    /// <summary>The most that was spent in any time of a length.</summary>
    public double MostInNs(long lengthNs)
    {
        int steps = (int)(lengthNs / StepNs);
        double sum = 0;
        double most = 0;
        for (int at = 0; at < _costNs.Count; at++)
        {
            sum += _costNs[at] - (at >= steps ? _costNs[at - steps] : 0);
            most = Math.Max(most, sum);
        }

        return most;
    }

    /// <summary>What a change took of our own time.</summary>
    private double Ask()
    {
        GateStep before = _step;
        _step = _bound.Next(Read());
        LongestPeriodNs = Math.Max(LongestPeriodNs, _bound.PeriodNs);
        if (before.Attached == _step.Attached)
        {
            return 0;
        }

        if (_step.Attached)
        {
            _openingsNs.Add(_nowNs);
            return 0;
        }

        Detachings++;
        _bound.NoteEdges(EdgeNs);
        _ownNs += EdgeNs;
        return EdgeNs;
    }

    private CostReading Read() => new(_nowNs, (long)_calls, (long)_ownNs);
}
