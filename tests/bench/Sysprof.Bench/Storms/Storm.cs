using Sysprof.Bench.Hostile;
using Sysprof.Bench.Services;

namespace Sysprof.Bench.Storms;

/// <summary>Programs that use all the CPUs there are, for as long as it lives.</summary>
internal sealed class Storm : IDisposable
{
    private readonly List<Scenario> _scenarios;
    private readonly Redis? _redis;
    private readonly Thread? _clients;

    /// <summary>Begins.</summary>
    /// <param name="seconds">For how long at most.</param>
    /// <param name="spins">Whether two threads make getppid flat out.</param>
    /// <param name="executes">Whether processes fork, execute and exit as fast as they can, in two storms.</param>
    /// <param name="serves">Whether redis answers clients.</param>
    public Storm(int seconds, bool spins, bool executes, bool serves)
    {
        _scenarios = [];
        if (serves)
        {
            _redis = new Redis();
            _redis.Start();
            _clients = new Thread(() => Answers = _redis.Ask(seconds).PerSecond) { IsBackground = true };
        }

        if (spins)
        {
            _scenarios.Add(new Scenario("spin", "2", $"{seconds}s"));
        }

        if (executes)
        {
            _scenarios.Add(new Scenario("exec_storm", $"{seconds}s", "2"));
        }
    }

    /// <summary>What redis answered a second; 0 before its clients have ended.</summary>
    public double Answers { get; private set; }

    public static bool IsRedisInstalled
    {
        get
        {
            using var redis = new Redis();
            return redis.IsInstalled;
        }
    }

    public void Go()
    {
        _scenarios.ForEach(scenario => scenario.Go());
        _clients?.Start();
    }

    public void Dispose()
    {
        _scenarios.ForEach(scenario => scenario.Dispose());
        _clients?.Join();
        _redis?.Dispose();
    }
}
