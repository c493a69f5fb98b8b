namespace Sysprof.Kernel.Session;

/// <summary>
/// Decides when calls are attached, so that what looking costs stays below a share of one CPU. Time is cut into periods; in
/// each there is one window, as long as what it costs allows and at a place that is drawn, so that nothing that programs do at
/// a pace of their own is always met or always missed. See docs/decisions/0018-bounded-overhead.md.
/// </summary>
/// <remarks>
/// What calls cost too much in a period is missing in those that follow, and little of what they cost too little is saved up:
/// over any ten periods the cost is at most what twelve allow. What our own process takes, calls cannot have, but half of the
/// bound is theirs: starting up takes more for some seconds, and nothing that is left out would make up for it. Numbers in,
/// numbers out: whoever asks attaches and detaches.
/// </remarks>
/// <param name="share">The bound, as a share of one CPU, above 0.</param>
/// <param name="nsPerCall">What a call costs while calls are attached, in nanoseconds.</param>
/// <param name="draw">Draws a number from 0 to below 1.</param>
internal sealed class OverheadBound(double share, double nsPerCall, Func<double> draw)
{
    /// <summary>The length of a period in nanoseconds, unless windows would be too short for what an edge costs.</summary>
    public const long ShortestPeriodNs = 250_000_000;

    /// <summary>The longest, in nanoseconds: what a bound allows beyond that is seen in one look.</summary>
    public const long LongestPeriodNs = 5_000_000_000;

    /// <summary>What a window should have at least, in nanoseconds: most calls that begin in it end in it.</summary>
    public const long LeastWindowNs = 2_000_000;

    // Of the bound, whatever our own process takes.
    private const double LeastForCalls = 0.5;

    // Of a period's allowance: attaching and detaching may take so much before periods get longer.
    private const double MostForEdges = 0.25;

    // How far what was planned may be exceeded before a window is ended: more than loads vary by chance.
    private const double MostOverPlan = 1.2;

    // How much of what is measured in a period goes into what is expected of the next: loads of about a second are followed.
    private const double Weight = 0.3;

    // What was not spent may be spent later, up to this much of what a period allows.
    private const double MostSaved = 0.5;

    private CostReading _last;
    private long _periodNs = ShortestPeriodNs;
    private long _periodStartNs;
    private long _ownNs;
    private double _balanceNs; // of what is for calls
    private double _ownRate;
    private double? _callRate;
    private double _edgeNs;

    private bool _isOpen;
    private long _opensNs;
    private long _closesNs;
    private long _windowNs;
    private long _openedNs;
    private double _planNs;
    private double _spentNs;

    /// <summary>
    /// Calls after which to ask again, whatever the time: half of what a period allows where each costs as much as a microsecond.
    /// </summary>
    /// <param name="share">The bound, as a share of one CPU.</param>
    public static long CallsToAskAt(double share) => (long)(share * ShortestPeriodNs / 2 / 1000);

    /// <summary>How long a period is now, in nanoseconds.</summary>
    public long PeriodNs => _periodNs;

    /// <summary>Calls are attached; what was before is not counted.</summary>
    public GateStep Begin(in CostReading reading)
    {
        _last = reading;
        _periodStartNs = reading.NowNs;
        _planNs = ForCalls(_periodNs);
        // Nothing is known yet: a short look.
        _windowNs = LeastWindowNs;
        return Open(reading.NowNs);
    }

    /// <summary>Notes what an attaching and the detaching after it took of our CPU time, in nanoseconds.</summary>
    public void NoteEdges(long cpuNs) => _edgeNs += (cpuNs - _edgeNs) * (_edgeNs == 0 ? 1 : Weight);

    /// <summary>What is to be done now. To be asked again when that is over, or when many calls were made meanwhile.</summary>
    public GateStep Next(in CostReading reading)
    {
        Charge(reading);
        long now = reading.NowNs;
        if (_isOpen && !GoesOn(now))
        {
            _isOpen = false;
            _opensNs = long.MaxValue;
        }

        long endNs = _periodStartNs + _periodNs;
        if (now >= endNs)
        {
            BeginPeriod(now);
            endNs = now + _periodNs;
        }

        return _isOpen || now >= _opensNs ? Open(now) : new GateStep(false, Math.Min(_opensNs, endNs));
    }

    /// <summary>What calls may cost in a time, both in nanoseconds.</summary>
    private double ForCalls(long ns) => Math.Max(share * LeastForCalls, share - _ownRate) * ns;

    private void Charge(in CostReading reading)
    {
        double callsNs = (reading.Calls - _last.Calls) * nsPerCall;
        _spentNs += callsNs;
        _ownNs += reading.OwnCpuNs - _last.OwnCpuNs;
        _balanceNs += ForCalls(reading.NowNs - _last.NowNs) - callsNs;
        _balanceNs = Math.Min(_balanceNs, MostSaved * ForCalls(_periodNs));
        _last = reading;
    }

    /// <summary>Begins a window, or goes on with the one that there is.</summary>
    private GateStep Open(long now)
    {
        if (!_isOpen)
        {
            (_isOpen, _openedNs, _spentNs) = (true, now, 0);
            _closesNs = now + _windowNs;
        }

        return new GateStep(true, Math.Min(_closesNs, _periodStartNs + _periodNs));
    }

    /// <summary>Whether the window goes on; learns from it when it does not, or when its period is over.</summary>
    private bool GoesOn(long now)
    {
        bool isSpent = _spentNs >= MostOverPlan * _planNs;
        bool isOver = now >= _closesNs || now >= _periodStartNs + _periodNs;
        if (!isSpent && !isOver)
        {
            return true;
        }

        bool isFirst = _callRate is null;
        Learn(now);
        if (isSpent)
        {
            return false;
        }

        if (isFirst)
        {
            _closesNs = _openedNs + WindowOf(_planNs);
        }

        return now < _closesNs;
    }

    private void Learn(long now)
    {
        double rate = _spentNs / Math.Max(1, now - _openedNs);
        _callRate = _callRate is { } known ? known + (rate - known) * Weight : rate;
    }

    private void BeginPeriod(long now)
    {
        double ownRate = (double)_ownNs / (now - _periodStartNs);
        _ownRate += (ownRate - _ownRate) * Weight;
        double needed = Math.Max(LeastWindowNs * _callRate.GetValueOrDefault(), _edgeNs / MostForEdges);
        (_periodStartNs, _ownNs) = (now, 0);
        _periodNs = (long)Math.Clamp(needed / share, ShortestPeriodNs, LongestPeriodNs);

        double allowed = ForCalls(_periodNs);
        _planNs = Math.Clamp(allowed + _balanceNs, 0, (1 + MostSaved) * allowed);
        _windowNs = WindowOf(_planNs);
        _isOpen = false; // One as long as its period is gone on with at once.
        if (_windowNs >= LeastWindowNs / 2)
        {
            _opensNs = now + (long)(draw() * (_periodNs - _windowNs));
            return;
        }

        // A window that is too short shows little of what it costs: it is better saved for the next period.
        (_windowNs, _planNs) = (LeastWindowNs, share * _periodNs);
        _opensNs = now - _openedNs >= LongestPeriodNs ? now : long.MaxValue;
    }

    /// <summary>How long calls can be attached for an amount of CPU time; at most a period.</summary>
    private long WindowOf(double ns)
    {
        double rate = _callRate.GetValueOrDefault();
        return ns <= 0 ? 0 : ns >= rate * _periodNs ? _periodNs : (long)(ns / rate);
    }
}
